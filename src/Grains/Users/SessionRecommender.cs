using Tandem.Domain;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Users;
using Tandem.Ranking;
using Tandem.Ranking.Partitions;

namespace Tandem.Grains.Users;

/// <summary>
/// Answers for visitors without an id and for lists that need no visitor at all, from this silo's catalogue. Stores nothing.
/// </summary>
public sealed class SessionRecommender(CatalogueHolder catalogue, PartitionedRecommender recommender, TimeProvider time, GrainInstruments instruments)
{
    /// <summary>Recommends from the events of a session. Null when no bundle is loaded.</summary>
    public async Task<Recommendations?> RecommendAsync(IReadOnlyList<ShopEvent> session, RecommendationRequest request)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (catalogue.Current is not { } current)
            return null;

        long started = time.GetTimestamp();
        UserHistory history = new();
        foreach (ShopEvent shopEvent in session)
            history.Apply(shopEvent);

        RecommendationQuery query = request.ToQuery(time.GetUtcNow());
        IReadOnlyList<RecommendedItem> items = await recommender.RecommendAsync(current, history, query, new UserTowerState());
        instruments.Recommended(time.GetElapsedTime(started), anonymous: true);
        return RecommendationMessages.ToAnswer(current, items, query.Now, history);
    }

    /// <summary>What is popular now. Null when no bundle is loaded.</summary>
    public Recommendations? Popular(RecommendationRequest request)
    {
        if (catalogue.Current is not { } current)
            return null;

        RecommendationQuery query = request.ToQuery(time.GetUtcNow());
        return RecommendationMessages.ToAnswer(current, Recommender.Popular(current, query), query.Now);
    }

    /// <summary>Items like this one.</summary>
    public async Task<SimilarItems> SimilarAsync(string itemId, int count)
    {
        if (catalogue.Current is not { } current)
            return new SimilarItems(Known: true, Answer: null);

        return await recommender.SimilarAsync(current, itemId, count) is { } items
            ? new SimilarItems(Known: true, RecommendationMessages.ToAnswer(current, items, time.GetUtcNow()))
            : new SimilarItems(Known: false, Answer: null);
    }
}
