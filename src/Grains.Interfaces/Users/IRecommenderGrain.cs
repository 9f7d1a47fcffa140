using Tandem.Domain;

namespace Tandem.Grains.Interfaces.Users;

/// <summary>Answers that need no stored user, from the catalogue of the silo that it runs on. Stores nothing; the key means nothing.</summary>
[Alias("Tandem.IRecommenderGrain")]
public interface IRecommenderGrain : IGrainWithIntegerKey
{
    /// <summary>Recommends from the events of a session. Null when no bundle is loaded.</summary>
    [Alias("Recommend")]
    Task<Recommendations?> RecommendAsync([Immutable] ShopEvent[] session, RecommendationRequest request);

    /// <summary>What is popular now. Null when no bundle is loaded.</summary>
    [Alias("Popular")]
    Task<Recommendations?> PopularAsync(RecommendationRequest request);

    /// <summary>Items like this one.</summary>
    [Alias("Similar")]
    Task<SimilarItems> SimilarAsync(string itemId, int count);
}

/// <summary>An answer for an item.</summary>
/// <param name="Known">False if there is no such item.</param>
/// <param name="Answer">The list; null when no bundle is loaded.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.SimilarItems")]
public sealed record SimilarItems([property: Id(0)] bool Known, [property: Id(1)] Recommendations? Answer);
