using Tandem.Chaos.Tests.Processes;

namespace Tandem.Cluster.Tests;

/// <summary>The same cluster with the vectors spread over its silos, none of which trains.</summary>
public sealed class PartitionedClusterFixture : ClusterFixture
{
    /// <summary>No multiple of the silos, so that shares differ.</summary>
    public const int Partitions = 7;

    private protected override (Manifest Manifest, string? Roles)[] SiloKinds => [(Manifest.Serve, null), (Manifest.Serve, null), (Manifest.Serve, null)];

    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Tandem__Index__Partitions"] = "7" };
}
