using Microsoft.Extensions.Options;
using Orleans.Metadata;
using Orleans.Runtime.Services;
using Tandem.Grains.Users;

namespace Tandem.Grains.Partitions;

/// <summary>Which silos share the partitions, by the membership as this one sees it, and the way to them.</summary>
internal sealed class PartitionSilos(
    IServiceProvider services, ISiloStatusOracle membership, IClusterManifestProvider manifests, GrainTypeResolver types, IOptions<IndexOptions> options)
    : GrainServiceClient<IVectorPartitionService>(services)
{
    private readonly GrainType _served = types.GetGrainType(typeof(UserGrain));

    public SiloAddress Me => membership.SiloAddress;

    /// <summary>By partition, its owner; null where no silo has room for it.</summary>
    public SiloAddress?[] Owners()
    {
        Dictionary<string, SiloAddress> serving = membership.GetApproximateSiloStatuses(onlyActive: true).Keys
            .Where(Serves).ToDictionary(static silo => silo.ToParsableString(), StringComparer.Ordinal);
        string?[] owners = PartitionShares.Assign(options.Value.Partitions, serving.Keys, options.Value.MinSilos);
        return Array.ConvertAll(owners, owner => owner is null ? null : serving[owner]);
    }

    /// <summary>Whom to ask for a partition, the owner first: while it is not ready, the one before it still is, and one that stops still answers.</summary>
    public IEnumerable<SiloAddress> Candidates(int partition)
    {
        SiloAddress? owner = Owners()[partition];
        if (owner is not null)
            yield return owner;

        foreach ((SiloAddress silo, SiloStatus status) in membership.GetApproximateSiloStatuses().OrderBy(static silo => silo.Value))
        {
            if (!silo.Equals(owner) && status is SiloStatus.Active or SiloStatus.ShuttingDown && Serves(silo))
                yield return silo;
        }
    }

    public IVectorPartitionService Of(SiloAddress silo) => GetGrainService(silo);

    /// <summary>A silo that only trains hosts no users, and no partitions for them.</summary>
    private bool Serves(SiloAddress silo) =>
        manifests.Current.Silos.TryGetValue(silo, out GrainManifest? manifest) && manifest.Grains.ContainsKey(_served);
}
