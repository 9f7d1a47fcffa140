using Tandem.Gateway.Problems;
using Tandem.Grains.Interfaces.Users;

namespace Tandem.Gateway.Recommendations;

/// <summary>A list of items, best first.</summary>
/// <param name="RecommendationId">Send it back with the events that follow from the list.</param>
/// <param name="Bundle">Version of the bundle that made it.</param>
internal sealed record RecommendationsAnswer(string RecommendationId, string Bundle, IReadOnlyList<RecommendationAnswer> Items)
{
    /// <summary>The answer, or 503 when no bundle is loaded.</summary>
    public static IResult ToResult(Grains.Interfaces.Users.Recommendations? made) =>
        made is null
            ? NoBundle().ToResult()
            : Results.Json(
                new RecommendationsAnswer(made.RecommendationId, made.Bundle, [.. made.Items.Select(RecommendationAnswer.From)]),
                Json.GatewayJson.Default.RecommendationsAnswer);

    public static ApiProblem NoBundle() => ApiProblem.Of(
        503, ProblemCodes.NoBundle, "No bundle is loaded yet. Train one with `tandem train`, publish it with `tandem publish`, and ask again.");
}

/// <summary>One place of a list.</summary>
/// <param name="Score">Comparable only within one answer.</param>
/// <param name="Source">The source that contributed most.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Contributions">Parts of the score by source, with explain=true.</param>
internal sealed record RecommendationAnswer(
    string ItemId, double Score, string Source, string Reason, IReadOnlyDictionary<string, double>? Contributions)
{
    public static RecommendationAnswer From(Recommendation made) =>
        new(made.ItemId, made.Score, made.Source, made.Reason, made.Contributions);
}
