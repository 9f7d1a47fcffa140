namespace Tandem.Storage.Tests.Contracts;

[GenerateSerializer]
[Alias("Tandem.Storage.Tests.SampleState")]
public sealed class SampleState
{
    [Id(0)]
    public int Count { get; set; }

    [Id(1)]
    public float[] Vector { get; set; } = [];

    [Id(2)]
    public Dictionary<string, string> Names { get; init; } = [];
}
