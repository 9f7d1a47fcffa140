using Orleans.Metadata;
using Tandem.Grains.Users;

namespace Tandem.Grains.Streaming;

/// <summary>
/// Whether this silo knows of any silo that takes users. While it knows of none, a user's stream would be registered without a subscriber,
/// and its events would wait for the next of that user.
/// </summary>
internal sealed class UserGrains(IClusterManifestProvider cluster, GrainTypeResolver types)
{
    private readonly GrainType _type = types.GetGrainType(typeof(UserGrain));

    public bool AreOffered => cluster.Current.AllGrainManifests.Any(manifest => manifest.Grains.ContainsKey(_type));
}
