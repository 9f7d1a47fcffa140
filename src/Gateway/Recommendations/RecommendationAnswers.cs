using Tandem.Gateway.Problems;
using Tandem.Grains.Interfaces.Users;

namespace Tandem.Gateway.Recommendations;

/// <summary>A list of items, best first.</summary>
/// <param name="RecommendationId">Send it back with the events that follow from the list.</param>
/// <param name="Bundle">Version of the bundle that made it.</param>
/// <param name="BasedOn">The history behind it; absent from "similar" and "popular".</param>
internal sealed record RecommendationsAnswer(
    string RecommendationId, string Bundle, BasedOnAnswer? BasedOn, IReadOnlyList<RecommendationAnswer> Items)
{
    /// <summary>The answer, or 503 when no bundle is loaded.</summary>
    public static IResult ToResult(Grains.Interfaces.Users.Recommendations? made) =>
        made is null
            ? NoBundle().ToResult()
            : Results.Json(
                new RecommendationsAnswer(made.RecommendationId, made.Bundle, BasedOnAnswer.From(made.BasedOn), [.. made.Items.Select(RecommendationAnswer.From)]),
                Json.GatewayJson.Wire.RecommendationsAnswer);

    public static ApiProblem NoBundle() => ApiProblem.Of(
        503, ProblemCodes.NoBundle, "No bundle is loaded yet. Train one with `tandem train`, publish it with `tandem publish`, and ask again.");
}

/// <summary>How much was known of the visitor.</summary>
/// <param name="Events">Events in the kept sequence.</param>
/// <param name="LastEventId">The latest of them by time.</param>
internal sealed record BasedOnAnswer(int Events, string? LastEventId, DateTimeOffset? LastEventAt)
{
    public static BasedOnAnswer? From(HistorySummary? summary) =>
        summary is null ? null : new BasedOnAnswer(summary.Events, summary.LastEventId, summary.LastEventAt);
}

/// <summary>One place of a list.</summary>
/// <param name="Name">The item's name, if it has one.</param>
/// <param name="Score">Comparable only within one answer.</param>
/// <param name="Source">The source that contributed most.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Contributions">Parts of the score by feature, with explain=true.</param>
internal sealed record RecommendationAnswer(
    string ItemId, string? Name, double Score, string Source, string Reason, IReadOnlyDictionary<string, double>? Contributions)
{
    public static RecommendationAnswer From(Recommendation made) =>
        new(made.ItemId, made.Name, made.Score, made.Source, made.Reason, made.Contributions);
}
