namespace Tandem.Grains.Interfaces.Users;

/// <summary>An answer, made from one bundle from start to end.</summary>
/// <param name="RecommendationId">Unique; events that follow from the answer carry it.</param>
/// <param name="Bundle">Version of the bundle.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.Recommendations")]
public sealed record Recommendations(
    [property: Id(0)] string RecommendationId,
    [property: Id(1)] string Bundle,
    [property: Id(2)] Recommendation[] Items);

/// <summary>One place of an answer.</summary>
/// <param name="Score">Comparable only within one answer.</param>
/// <param name="Source">The source that contributed most.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Contributions">Parts of the score by source; only when explanations were asked for.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.Recommendation")]
public sealed record Recommendation(
    [property: Id(0)] string ItemId,
    [property: Id(1)] double Score,
    [property: Id(2)] string Source,
    [property: Id(3)] string Reason,
    [property: Id(4)] Dictionary<string, double>? Contributions);
