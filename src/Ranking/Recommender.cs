using Tandem.Domain;
using Tandem.Ranking.Partitions;
using Tandem.Retrieval;

namespace Tandem.Ranking;

/// <summary>Answers queries from one catalogue. Stateless and thread-safe; no IO.</summary>
public static class Recommender
{
    /// <summary>Items in one answer, at most.</summary>
    public const int MaxCount = 500;

    /// <summary>
    /// Candidates from every source, one linear blend, filters. <paramref name="userVector"/> is the user tower's output for this
    /// history and this model's version; null computes it. Equal scores are in the order of the item ids.
    /// </summary>
    /// <exception cref="TandemException">The query's count is not 1 to 500, or the user vector has another length than the model's.</exception>
    public static IReadOnlyList<RecommendedItem> Recommend(
        Catalogue catalogue,
        UserHistory history,
        RecommendationQuery query,
        float[]? userVector = null)
    {
        using RankingRun run = Run(catalogue, history, query, userVector);
        return run.Best(catalogue.Model.Blend, query.Count, query.Explain);
    }

    /// <summary>The answer of one source alone, by its own score: for measuring it. Shorter than asked where the source has no more to say.</summary>
    /// <exception cref="TandemException">There is no source of this name.</exception>
    public static IReadOnlyList<RecommendedItem> RecommendFrom(
        string source,
        Catalogue catalogue,
        UserHistory history,
        RecommendationQuery query,
        float[]? userVector = null)
    {
        if (!SourceFeatures.SourceNames.Contains(source))
        {
            throw new TandemException($"There is no source '{source}'. Known: {string.Join(", ", SourceFeatures.SourceNames)}.");
        }

        using RankingRun run = Run(catalogue, history, query, userVector);
        return run.BestOf(source, query.Count);
    }

    /// <summary>
    /// The answer to a query beside what each source alone and the blend without each source would have answered: for measuring what a
    /// source is worth. Weights stay as they are; nothing is fitted anew.
    /// </summary>
    public static RankingDissection Dissect(Catalogue catalogue, UserHistory history, RecommendationQuery query, float[]? userVector = null)
    {
        using RankingRun run = Run(catalogue, history, query, userVector);
        Blend blend = catalogue.Model.Blend;
        return new RankingDissection(
            [.. run.Best(blend, query.Count, explain: false).Select(static item => item.ItemId)],
            SourceFeatures.SourceNames.ToDictionary(static source => source, source => run.IdsOf(source, query.Count)),
            SourceFeatures.SourceNames.ToDictionary(static source => source, source => run.IdsWithout(source, blend, query.Count)));
    }

    /// <summary>The candidates of a query with their features, from the same code that serves: for fitting a blend.</summary>
    public static CandidateFeatures Gather(
        Catalogue catalogue,
        UserHistory history,
        RecommendationQuery query,
        float[]? userVector = null)
    {
        using RankingRun run = Run(catalogue, history, query, userVector);
        return new CandidateFeatures(run.IsNewcomer, [.. Enumerable.Range(0, run.Slots.Length).Select(run.IdOf)], run.Features);
    }

    /// <summary>Items like this one: fused content and item vectors with co-visitation. Null if the item is unknown.</summary>
    public static IReadOnlyList<RecommendedItem>? Similar(Catalogue catalogue, string itemId, int count)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        CheckCount(count);
        return catalogue.Find(itemId) is null ? null : SimilarItems.Find(catalogue, itemId, count);
    }

    /// <summary>The same for a partitioned model: empty and not to be used while questions are open.</summary>
    internal static IReadOnlyList<RecommendedItem>? Similar(Catalogue catalogue, string itemId, int count, VectorQuestions questions)
    {
        CheckCount(count);
        return catalogue.Find(itemId) is null ? null : SimilarItems.Find(catalogue, itemId, count, questions);
    }

    /// <summary>What is popular now, in all or below a category.</summary>
    public static IReadOnlyList<RecommendedItem> Popular(Catalogue catalogue, RecommendationQuery query) =>
        RecommendFrom(PopularSource.SourceName, catalogue, new UserHistory(), query);

    /// <summary>
    /// The share of a user's truly nearest items that the index finds as it is searched for answers: what an approximate index costs on
    /// live traffic. Reads every vector. Null for a partitioned model, which is searched exactly, and for one without towers or items.
    /// </summary>
    /// <param name="count">How many of the nearest, from 1.</param>
    public static double? MeasureRecall(Catalogue catalogue, float[] userVector, int count)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        if (catalogue.Model.IsPartitioned || catalogue.State.Vectors is not { } index)
        {
            return null;
        }

        SlotFilter available = new(catalogue.State.Available().Words);
        ScoredItem[] exact = index.Search(userVector, count, new SearchOptions { Filter = available, TargetRecall = 1 });
        HashSet<int> found = [.. index.Search(userVector, count, new SearchOptions { Filter = available }).Select(static hit => hit.Slot)];
        return exact.Length == 0 ? null : (double)exact.Count(hit => found.Contains(hit.Slot)) / exact.Length;
    }

    /// <summary>
    /// The user tower's vector of a history; null when the history is empty or the model has no towers. Items that the
    /// catalogue does not know enter as zero vectors.
    /// </summary>
    public static float[]? UserVector(Catalogue catalogue, UserHistory history) => new UserTowerState().Vector(catalogue, history);

    /// <summary>A query on its way. With questions it is finished by <see cref="RankingRun.Finish"/> when they are answered.</summary>
    internal static RankingRun Run(
        Catalogue catalogue, UserHistory history, RecommendationQuery query, float[]? userVector, VectorQuestions? questions = null)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(query);
        CheckCount(query.Count);
        userVector ??= questions is null ? UserVector(catalogue, history) : null;
        if (userVector is not null && catalogue.State.Vectors is { } vectors && vectors.Dimension != userVector.Length)
        {
            throw new TandemException(
                $"The user vector has {userVector.Length} dimensions, model {catalogue.Model.Manifest.Version} has {vectors.Dimension}. Vectors of different versions are never compared; compute it anew.");
        }

        return new RankingRun(new RankingRequest(catalogue, history, query, userVector, questions), query.Count);
    }

    private static void CheckCount(int count)
    {
        if (count is < 1 or > MaxCount)
        {
            throw new TandemException($"A list of {count} items was asked for; ask for 1 to {MaxCount}.");
        }
    }
}
