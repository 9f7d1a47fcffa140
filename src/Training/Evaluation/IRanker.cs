namespace Tandem.Training.Evaluation;

/// <summary>One way to rank all items for a user. Thread-safe.</summary>
internal interface IRanker
{
    string Name { get; }

    /// <summary>
    /// Item codes, best first, equal scores by item id, without what <paramref name="without"/> has; at least <paramref name="count"/>
    /// of them if the ranking has so many to offer.
    /// </summary>
    int[] Rank(TestUser user, int count, IReadOnlySet<int> without);
}
