using Tandem.Domain;

namespace Tandem.Features;

/// <summary>
/// Everything needed to fuse one item: vocabularies, projections, category vectors and popularity statistics, as fitted
/// on a dataset up to a cut. Immutable and thread-safe.
/// </summary>
public sealed class FittedFeatures
{
    /// <summary>The schema with the hash of this fit.</summary>
    public FeatureSchema Schema => throw new NotImplementedException();

    /// <summary>
    /// Fits all blocks. <paramref name="counts"/> is parallel to <paramref name="items"/>. The same inputs and seed give the same bytes.
    /// </summary>
    public static FittedFeatures Fit(
        IReadOnlyList<ItemDescription> items,
        IReadOnlyList<Category> categories,
        IReadOnlyList<ItemCounts> counts,
        FeatureOptions options,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <summary>
    /// Writes the fused vector of one item into <paramref name="destination"/>, length <see cref="FeatureSchema.Dimension"/>.
    /// A block that has nothing to say is zeros. One item at a time gives bit for bit what a batch gives.
    /// </summary>
    public void Fuse(ItemDescription item, ItemCounts counts, Span<float> destination) => throw new NotImplementedException();

    /// <summary>Writes the fit to one file (safetensors + JSON metadata, or an own format with a checksum).</summary>
    public void Save(Stream destination) => throw new NotImplementedException();

    /// <exception cref="TandemException">The stream is damaged or of another format version.</exception>
    public static FittedFeatures Load(Stream source) => throw new NotImplementedException();
}
