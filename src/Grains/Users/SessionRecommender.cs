using Tandem.Domain;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Users;
using Tandem.Ranking;

namespace Tandem.Grains.Users;

/// <summary>
/// Answers for visitors without an id and for lists that need no visitor at all, from this silo's catalogue. Stores nothing.
/// </summary>
public sealed class SessionRecommender(CatalogueHolder catalogue, TimeProvider time, GrainInstruments instruments)
{
    /// <summary>Recommends from the events of a session. Null when no bundle is loaded.</summary>
    public Recommendations? Recommend(IReadOnlyList<ShopEvent> session, RecommendationRequest request)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (catalogue.Current is not { } current)
            return null;

        long started = time.GetTimestamp();
        UserHistory history = new();
        foreach (ShopEvent shopEvent in session)
            history.Apply(shopEvent);

        RecommendationQuery query = request.ToQuery(time.GetUtcNow());
        IReadOnlyList<RecommendedItem> items = Recommender.Recommend(current, history, query);
        instruments.Recommended(time.GetElapsedTime(started), anonymous: true);
        return RecommendationMessages.ToAnswer(current, items, query.Now);
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
    /// <param name="answer">The list; null when no bundle is loaded.</param>
    /// <returns>False if the item is unknown.</returns>
    public bool TrySimilar(string itemId, int count, out Recommendations? answer)
    {
        answer = null;
        if (catalogue.Current is not { } current)
            return true;

        if (Recommender.Similar(current, itemId, count) is not { } items)
            return false;

        answer = RecommendationMessages.ToAnswer(current, items, time.GetUtcNow());
        return true;
    }
}
