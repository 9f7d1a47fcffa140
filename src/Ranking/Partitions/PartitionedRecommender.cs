namespace Tandem.Ranking.Partitions;

/// <summary>
/// What <see cref="Recommender"/> does, for models whose vectors are in partitions as well: the answers are those that one index over all
/// vectors, searched exactly, would give, to the bit. Thread-safe.
/// </summary>
public sealed class PartitionedRecommender(IVectorPartitions partitions)
{
    /// <inheritdoc cref="Recommender.Recommend"/>
    /// <param name="tower">The user's running state, which gives the user's vector.</param>
    /// <exception cref="TimeoutException">A partition could not be reached in time.</exception>
    public async Task<IReadOnlyList<RecommendedItem>> RecommendAsync(
        Catalogue catalogue, UserHistory history, RecommendationQuery query, UserTowerState tower, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(tower);
        if (!catalogue.Model.IsPartitioned)
        {
            return Recommender.Recommend(catalogue, history, query, tower.Vector(catalogue, history));
        }

        VectorQuestions questions = new(catalogue.Model);
        float[]? user = await CompleteAsync(questions, () => tower.Vector(catalogue, history, questions), cancellation).ConfigureAwait(true);
        using RankingRun run = Recommender.Run(catalogue, history, query, user, questions);
        if (questions.AreOpen)
        {
            await partitions.AnswerAsync(questions, cancellation).ConfigureAwait(true);
        }

        run.Finish();
        return run.Best(catalogue.Model.Blend, query.Count, query.Explain);
    }

    /// <inheritdoc cref="Recommender.Similar(Catalogue, string, int)"/>
    /// <exception cref="TimeoutException">A partition could not be reached in time.</exception>
    public Task<IReadOnlyList<RecommendedItem>?> SimilarAsync(Catalogue catalogue, string itemId, int count, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        VectorQuestions questions = new(catalogue.Model);
        return CompleteAsync(questions, () => Recommender.Similar(catalogue, itemId, count, questions), cancellation);
    }

    /// <summary>A catalogue with changes, which may need vectors that are elsewhere.</summary>
    /// <param name="change">Applies them; it may run several times on the same catalogue.</param>
    /// <exception cref="TimeoutException">A partition could not be reached in time; nothing is lost, try again.</exception>
    public Task<Catalogue> ChangeAsync(Catalogue catalogue, Func<Catalogue, VectorQuestions, Catalogue> change, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        VectorQuestions questions = new(catalogue.Model);
        return CompleteAsync(questions, () => change(catalogue, questions), cancellation);
    }

    private async Task<T> CompleteAsync<T>(VectorQuestions questions, Func<T> work, CancellationToken cancellation)
    {
        T result = work();
        while (questions.AreOpen)
        {
            await partitions.AnswerAsync(questions, cancellation).ConfigureAwait(true);
            result = work();
        }

        return result;
    }
}
