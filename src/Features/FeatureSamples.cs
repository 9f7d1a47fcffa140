using Tandem.Domain;
using Tandem.Features.Embeddings;
using Tandem.Features.Text;

namespace Tandem.Features;

/// <summary>
/// What the fit needs of items that are too many for their images, text vectors and long texts to be in memory: a sample of each, gathered
/// while the items pass. Not thread-safe.
/// </summary>
public sealed class FeatureSamples(FeatureOptions options)
{
    public EmbeddingSample Images { get; } = new(EmbeddingField.Image, options.Images.SampleItems, options.Seed);

    public EmbeddingSample TextVectors { get; } = new(EmbeddingField.Text, options.Text.VectorSampleItems, options.Seed);

    public TextSample Texts { get; } = new(options.Text, options.Seed);

    /// <exception cref="TandemException">An embedding is of another length than the others.</exception>
    public void Add(ItemDescription item)
    {
        Images.Add(item);
        TextVectors.Add(item);
        Texts.Add(item);
    }

    /// <exception cref="TandemException">An embedding is of another length than the others.</exception>
    public static FeatureSamples Of(IEnumerable<ItemDescription> items, FeatureOptions options)
    {
        FeatureSamples samples = new(options);
        foreach (ItemDescription item in items)
        {
            samples.Add(item);
        }

        return samples;
    }
}
