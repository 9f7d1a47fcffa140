namespace Tandem.Grains.Interfaces.Users;

/// <summary>A query for one user. The fields mean what they mean in the HTTP API; the gateway has validated them.</summary>
[GenerateSerializer, Immutable]
[Alias("Tandem.RecommendationRequest")]
public sealed record RecommendationRequest
{
    /// <summary>How many items, 1 to 500.</summary>
    [Id(0)] public int Count { get; init; } = 20;

    [Id(1)] public string? Scenario { get; init; }

    [Id(2)] public string? Category { get; init; }

    [Id(3)] public double? MinPrice { get; init; }

    [Id(4)] public double? MaxPrice { get; init; }

    [Id(5)] public string[] Exclude { get; init; } = [];

    [Id(6)] public bool IncludeSeen { get; init; } = true;

    [Id(7)] public bool Explain { get; init; }
}
