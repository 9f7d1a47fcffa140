namespace Tandem.Grains.Interfaces.Users;

/// <summary>An answer, made from one bundle from start to end.</summary>
/// <param name="RecommendationId">Unique; events that follow from the answer carry it.</param>
/// <param name="Bundle">Version of the bundle.</param>
/// <param name="BasedOn">The history behind the answer; null where there is none, as in "similar" and "popular".</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.Recommendations")]
public sealed record Recommendations(
    [property: Id(0)] string RecommendationId,
    [property: Id(1)] string Bundle,
    [property: Id(2)] Recommendation[] Items,
    [property: Id(3)] HistorySummary? BasedOn = null);

/// <summary>How much was known of the visitor.</summary>
/// <param name="Events">Events in the sequence.</param>
/// <param name="LastEventId">Id of the latest event by time; null without events.</param>
/// <param name="LastEventAt">When it happened.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.HistorySummary")]
public sealed record HistorySummary(
    [property: Id(0)] int Events,
    [property: Id(1)] string? LastEventId,
    [property: Id(2)] DateTimeOffset? LastEventAt);

/// <summary>One place of an answer.</summary>
/// <param name="Score">Comparable only within one answer.</param>
/// <param name="Source">The source that contributed most.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Contributions">Parts of the score by feature; only when explanations were asked for.</param>
/// <param name="Name">The item's name, if it has one.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.Recommendation")]
public sealed record Recommendation(
    [property: Id(0)] string ItemId,
    [property: Id(1)] double Score,
    [property: Id(2)] string Source,
    [property: Id(3)] string Reason,
    [property: Id(4)] Dictionary<string, double>? Contributions,
    [property: Id(5)] string? Name = null);
