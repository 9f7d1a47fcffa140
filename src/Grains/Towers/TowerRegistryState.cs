namespace Tandem.Grains.Towers;

/// <summary>What is stored of the registry.</summary>
[GenerateSerializer]
[Alias("Tandem.TowerRegistryState")]
internal sealed record TowerRegistryState
{
    [Id(0)] public string? Active { get; init; }

    [Id(1)] public string? Previous { get; init; }

    /// <summary>Ascending.</summary>
    [Id(2)] public string[] Versions { get; init; } = [];
}
