using Tandem.Domain;

namespace Tandem.Features;

/// <summary>
/// The blocks of the fused item vector, in their order. The dimensions are options; <see cref="Dimension"/> is their sum
/// and every vector that passes a border is checked against it and against <see cref="Hash"/>.
/// </summary>
public sealed record FeatureSchema
{
    internal const string AttributesBlock = "attributes";
    internal const string PopularityBlock = "popularity";
    internal const string CategoryBlock = "category";
    internal const string ImageBlock = "image";
    internal const string TextBlock = "text";

    /// <summary>TruncatedSVD of the multi-hot attributes.</summary>
    public int Attributes { get; init; } = 70;

    /// <summary>Popularity, see <c>PopularityFeatures</c>.</summary>
    public int Popularity { get; init; } = 9;

    /// <summary>Poincaré embedding of the category.</summary>
    public int Category { get; init; } = 15;

    /// <summary>Image embedding, projected.</summary>
    public int Image { get; init; } = 128;

    /// <summary>Text embedding of the name and descriptions, or the given text vector, projected.</summary>
    public int Text { get; init; } = 104;

    /// <summary>
    /// Identifies the fitted parameters, not only the dimensions: two vectors are comparable only if their hashes agree.
    /// Empty until fitted.
    /// </summary>
    public string Hash { get; init; } = "";

    /// <summary>Length of the fused vector, 326 by default.</summary>
    public int Dimension => Attributes + Popularity + Category + Image + Text;

    /// <summary>The blocks of length above 0, in their order, with where they begin.</summary>
    public IReadOnlyList<(string Name, int Offset, int Length)> Blocks()
    {
        (string Name, int Length)[] all =
        [
            (AttributesBlock, Attributes), (PopularityBlock, Popularity), (CategoryBlock, Category), (ImageBlock, Image), (TextBlock, Text),
        ];
        List<(string, int, int)> blocks = [];
        int offset = 0;
        foreach ((string name, int length) in all)
        {
            if (length > 0)
            {
                blocks.Add((name, offset, length));
            }

            offset += length;
        }

        return blocks;
    }

    /// <summary>Refuses a vector of another length or another fit.</summary>
    /// <exception cref="TandemException">The length or the hash differs; the message has both.</exception>
    public void Check(int dimension, string hash)
    {
        if (dimension != Dimension)
        {
            throw new TandemException(
                $"A fused vector has {dimension} dimensions, the feature schema {Dimension}. Rebuild the vector with `tandem features build`; it is never cut or padded.");
        }

        if (!string.Equals(hash, Hash, StringComparison.Ordinal))
        {
            throw new TandemException(
                $"A fused vector was made by the feature schema '{hash}', expected '{Hash}'. Vectors of different fits are not comparable; rebuild it.");
        }
    }
}
