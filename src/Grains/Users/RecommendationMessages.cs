using Tandem.Grains.Interfaces.Users;
using Tandem.Ranking;

namespace Tandem.Grains.Users;

/// <summary>Translates between the grain messages and the recommender's types.</summary>
public static class RecommendationMessages
{
    public static RecommendationQuery ToQuery(this RecommendationRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new RecommendationQuery
        {
            Count = request.Count,
            Scenario = request.Scenario,
            Category = request.Category,
            MinPrice = request.MinPrice,
            MaxPrice = request.MaxPrice,
            Exclude = request.Exclude,
            IncludeSeen = request.IncludeSeen,
            Explain = request.Explain,
            Now = now,
        };
    }

    /// <summary>Wraps a list that was made from <paramref name="catalogue"/>; the answer's id sorts by time.</summary>
    public static Recommendations ToAnswer(Catalogue catalogue, IReadOnlyList<RecommendedItem> items, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return new Recommendations(
            Guid.CreateVersion7(now).ToString("N"),
            catalogue.Model.Manifest.Version,
            [.. items.Select(ToMessage)]);
    }

    private static Recommendation ToMessage(RecommendedItem item) => new(
        item.ItemId,
        item.Score,
        item.Source,
        item.Reason,
        item.Contributions is { } contributions ? new Dictionary<string, double>(contributions) : null);
}
