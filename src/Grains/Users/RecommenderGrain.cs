using Orleans.Concurrency;
using Tandem.Domain;
using Tandem.Grains.Interfaces.Users;

namespace Tandem.Grains.Users;

/// <summary>Lets those who hold no catalogue ask this silo's <see cref="SessionRecommender"/>.</summary>
[GrainType("recommender")]
[StatelessWorker]
[Reentrant]
internal sealed class RecommenderGrain(SessionRecommender recommender) : Grain, IRecommenderGrain
{
    public Task<Recommendations?> RecommendAsync(ShopEvent[] session, RecommendationRequest request) =>
        recommender.RecommendAsync(session, request);

    public Task<Recommendations?> PopularAsync(RecommendationRequest request) => Task.FromResult(recommender.Popular(request));

    public Task<SimilarItems> SimilarAsync(string itemId, int count) => recommender.SimilarAsync(itemId, count);
}
