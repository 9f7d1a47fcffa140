using Tandem.Towers;

namespace Tandem.Gateway.Bundles;

/// <summary>The bundles that there are.</summary>
/// <param name="Active">The version that the cluster answers from; null before the first activation.</param>
/// <param name="Previous">The version before it; activating it goes back.</param>
/// <param name="Loaded">What this node answers from; a moment behind <paramref name="Active"/> after an activation elsewhere.</param>
/// <param name="Versions">All versions, newest first.</param>
internal sealed record BundlesAnswer(string? Active, string? Previous, LoadedBundle? Loaded, IReadOnlyList<string> Versions);

/// <summary>The bundle that this node answers from.</summary>
internal sealed record LoadedBundle(
    string Version,
    string Dataset,
    bool Simulated,
    int Items,
    string Target,
    DateTimeOffset TrainedUntil,
    string FeatureSchemaHash,
    IReadOnlyDictionary<string, double> Metrics)
{
    public static LoadedBundle From(BundleManifest manifest) => new(
        manifest.Version,
        manifest.Dataset,
        manifest.Simulated,
        manifest.Items,
        manifest.Target,
        manifest.TrainedUntil,
        manifest.FeatureSchemaHash,
        manifest.Metrics);
}
