using Tandem.Towers;

namespace Tandem.Ranking;

/// <summary>One bundle, loaded and ready to answer: everything of one version, immutable, shared by all requests.</summary>
public sealed class ServingModel
{
    public BundleManifest Manifest => throw new NotImplementedException();

    public static ServingModel Load(BundleFolder bundle) => throw new NotImplementedException();
}
