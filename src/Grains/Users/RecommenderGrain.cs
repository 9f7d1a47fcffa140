using Orleans.Concurrency;
using Tandem.Domain;
using Tandem.Grains.Interfaces.Users;

namespace Tandem.Grains.Users;

/// <summary>Lets those who hold no catalogue ask this silo's <see cref="SessionRecommender"/>.</summary>
[GrainType("recommender")]
[StatelessWorker]
internal sealed class RecommenderGrain(SessionRecommender recommender) : Grain, IRecommenderGrain
{
    public Task<Recommendations?> RecommendAsync(ShopEvent[] session, RecommendationRequest request) =>
        Task.FromResult(recommender.Recommend(session, request));

    public Task<Recommendations?> PopularAsync(RecommendationRequest request) => Task.FromResult(recommender.Popular(request));

    public Task<SimilarItems> SimilarAsync(string itemId, int count)
    {
        bool known = recommender.TrySimilar(itemId, count, out Recommendations? answer);
        return Task.FromResult(new SimilarItems(known, answer));
    }
}
