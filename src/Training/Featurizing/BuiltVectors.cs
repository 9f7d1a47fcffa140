using Tandem.Domain;
using Tandem.Features;
using Tandem.Features.Fused;

namespace Tandem.Training.Featurizing;

/// <summary>The fused vectors that a build left, by the places of its items. Thread-safe; dispose of it after use.</summary>
public sealed class BuiltVectors : IDisposable
{
    /// <summary>Rounding to half floats changes a value by 2^-11 of it at most, and values of a vector are hardly above 1.</summary>
    private const float Rounding = 1e-3f;

    private readonly FusedMatrixFile _matrix;

    private BuiltVectors(FusedMatrixFile matrix) => _matrix = matrix;

    /// <summary>Null if these are not the items, in their order, that the features were built on.</summary>
    /// <exception cref="TandemException">The vectors are missing, damaged or of another schema.</exception>
    public static BuiltVectors? Of(FeatureFolder features, IReadOnlyList<ItemDescription> items, CancellationToken cancellation = default)
    {
        FusedMatrixFile matrix = features.OpenFused(cancellation);
        if (matrix.Count == items.Count && FusedIds.Read(FeatureFiles.Ids(features.Path)).SequenceEqual(items.Select(static item => item.ItemId)))
        {
            return new BuiltVectors(matrix);
        }

        matrix.Dispose();
        return null;
    }

    /// <summary>Writes an item's vector.</summary>
    public void Copy(int index, Span<float> destination)
    {
        ReadOnlySpan<Half> row = _matrix.Row(index);
        for (int d = 0; d < row.Length; d++)
        {
            destination[d] = (float)row[d];
        }
    }

    /// <summary>Says in words whether an item's vector as built is that which its data give now.</summary>
    public string Compare(int index, FittedFeatures features, ItemDescription item, ItemCounts counts)
    {
        float[] built = new float[features.Schema.Dimension];
        float[] now = new float[built.Length];
        Copy(index, built);
        features.Fuse(item, counts, now);
        string[] other =
        [
            .. features.Schema.Blocks()
                .Where(block => Enumerable.Range(block.Offset, block.Length).Any(d => MathF.Abs(built[d] - now[d]) > Rounding * MathF.Max(1, MathF.Abs(now[d]))))
                .Select(static block => block.Name),
        ];
        return other.Length == 0
            ? "as built; fused anew this item's is the same"
            : $"as built; fused anew this item's differs in {string.Join(", ", other)}: its data or events have changed since, build the features again";
    }

    public void Dispose() => _matrix.Dispose();
}
