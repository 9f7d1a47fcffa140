using Tandem.Chaos.Tests.Processes;

namespace Tandem.Cluster.Tests;

/// <summary>A silo that serves, one that trains by TorchSharp on the processor, and a gateway.</summary>
public sealed class TorchClusterFixture : ClusterFixture
{
    private protected override (Manifest Manifest, string? Roles)[] SiloKinds => [(Manifest.Serve, null), (Manifest.TorchTrain, null)];

    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Tandem__Training__CpuShare"] = "1",
        ["Tandem__Training__PollInterval"] = "00:00:00.200",
        ["Tandem__Training__PublishInterval"] = "00:00:01",
        ["Tandem__Training__PublishSteps"] = "1",
        ["Tandem__Training__HeldOutShare"] = "0.5",
        ["Tandem__Training__MinHeldOut"] = "10",
        ["Tandem__Training__Tolerance"] = "1",
        ["Tandem__Training__BatchSize"] = "8",
    };
}
