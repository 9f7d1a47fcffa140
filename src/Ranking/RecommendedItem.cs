namespace Tandem.Ranking;

/// <summary>One place of a list.</summary>
/// <param name="Score">The blend's score; comparable only within one answer.</param>
/// <param name="Source">The source that contributed most: <c>repeats</c>, <c>covisitation</c>, <c>towers</c>, <c>popular</c>, ….</param>
/// <param name="Reason">Why, in a sentence for people, such as "You ordered this 4 times, last on 2011-11-02."</param>
/// <param name="Contributions">Feature to its part of the score, when asked for; they add up to the score.</param>
public sealed record RecommendedItem(
    string ItemId,
    double Score,
    string Source,
    string Reason,
    IReadOnlyDictionary<string, double>? Contributions = null);
