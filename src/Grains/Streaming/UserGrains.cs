using Tandem.Grains.Users;

namespace Tandem.Grains.Streaming;

/// <summary>
/// Whether this process knows of any silo that takes users. While a silo knows of none, a user's stream would be registered without a
/// subscriber, and its events would wait for the next of that user; while a gateway knows of none, it can answer for no user.
/// </summary>
public sealed class UserGrains(IClusterManifestProvider cluster)
{
    private static readonly GrainType Type = GrainType.Create(UserGrain.TypeName);

    /// <summary>True if there is one.</summary>
    public bool AreOffered => cluster.Current.AllGrainManifests.Any(static manifest => manifest.Grains.ContainsKey(Type));
}
