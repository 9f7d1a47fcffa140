using Tandem.Ranking;

namespace Tandem.Training.Evaluation;

/// <summary>What a node would answer: the blend, or one of its sources alone.</summary>
/// <param name="name">The ranking's name in the report.</param>
/// <param name="source">The source to ask, or null for the blend.</param>
/// <param name="codes">Item id to code in the dataset.</param>
/// <param name="itemIds">Code to item id.</param>
internal sealed class ServingRanker(
    string name, string? source, Catalogue catalogue, IReadOnlyDictionary<string, int> codes, IReadOnlyList<string> itemIds) : IRanker
{
    public string Name => name;

    public int[] Rank(TestUser user, int count, IReadOnlySet<int> without)
    {
        var query = new RecommendationQuery { Count = count, Now = user.Now, Exclude = [.. without.Select(item => itemIds[item])] };
        IReadOnlyList<RecommendedItem> list = source is null
            ? Recommender.Recommend(catalogue, user.History, query)
            : Recommender.RecommendFrom(source, catalogue, user.History, query);
        return [.. list.Select(item => codes[item.ItemId])];
    }
}
