namespace Tandem.Training.Evaluation;

/// <summary>One way, or several that share their work, to rank all items for a user. Thread-safe.</summary>
internal interface IRanker
{
    /// <summary>Names of the rankings, in the order in which <see cref="Rank"/> gives them.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>
    /// For each name, item codes, best first, equal scores by item id, without what <paramref name="without"/> has; at least
    /// <paramref name="count"/> of them if the ranking has so many to offer.
    /// </summary>
    int[][] Rank(TestUser user, int count, IReadOnlySet<int> without);
}
