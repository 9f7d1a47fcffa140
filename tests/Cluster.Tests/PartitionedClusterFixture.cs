namespace Tandem.Cluster.Tests;

/// <summary>The same cluster with the vectors spread over its silos, none of which trains.</summary>
public sealed class PartitionedClusterFixture : ClusterFixture
{
    /// <summary>No multiple of the silos, so that shares differ.</summary>
    public const int Partitions = 7;

    protected override string[] SiloRoles => ["serve", "serve", "serve"];

    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Tandem__Index__Partitions"] = "7" };
}
