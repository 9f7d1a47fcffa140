namespace Tandem.Ranking;

/// <summary>Answers queries from one catalogue. Stateless and thread-safe; no IO.</summary>
public static class Recommender
{
    /// <summary>
    /// Candidates from every source, one linear blend, filters. <paramref name="userVector"/> is the user tower's output for this
    /// history and this model's version; null computes it.
    /// </summary>
    public static IReadOnlyList<RecommendedItem> Recommend(
        Catalogue catalogue,
        UserHistory history,
        RecommendationQuery query,
        float[]? userVector = null) => throw new NotImplementedException();

    /// <summary>Items like this one: fused content and item vectors with co-visitation. Null if the item is unknown.</summary>
    public static IReadOnlyList<RecommendedItem>? Similar(Catalogue catalogue, string itemId, int count) => throw new NotImplementedException();

    /// <summary>What is popular now, in all or below a category.</summary>
    public static IReadOnlyList<RecommendedItem> Popular(Catalogue catalogue, RecommendationQuery query) => throw new NotImplementedException();

    /// <summary>The user tower's vector of a history; null when the history is empty.</summary>
    public static float[]? UserVector(Catalogue catalogue, UserHistory history) => throw new NotImplementedException();
}
