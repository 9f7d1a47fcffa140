namespace Tandem.Retrieval.Partitions;

/// <summary>
/// Merges answers over disjoint sets of slots into the answer over all of them. The answer is exactly that of one index when
/// each part is exact: the best k of all are among the best k of each.
/// </summary>
public static class TopKMerge
{
    /// <summary>Whether <paramref name="a"/> ranks before <paramref name="b"/>: a higher score, or an equal one and a lower slot.</summary>
    public static bool IsBetter(ScoredItem a, ScoredItem b) => a.Score > b.Score || (a.Score == b.Score && a.Slot < b.Slot);

    /// <summary>Merges any number of answers, each best first.</summary>
    /// <param name="k">How many are wanted.</param>
    public static ScoredItem[] Merge(IReadOnlyList<ScoredItem[]> answers, int k)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ScoredItem[] merged = [];
        foreach (ScoredItem[] answer in answers)
        {
            ScoredItem[] next = new ScoredItem[Math.Min(k, merged.Length + answer.Length)];
            Merge(merged, answer, next);
            merged = next;
        }

        return merged;
    }

    /// <summary>Merges two answers, each best first, as far as there is room.</summary>
    /// <param name="destination">Must not overlap the answers.</param>
    /// <returns>How many were written.</returns>
    public static int Merge(ReadOnlySpan<ScoredItem> a, ReadOnlySpan<ScoredItem> b, Span<ScoredItem> destination)
    {
        int count = Math.Min(destination.Length, a.Length + b.Length);
        (int fromA, int fromB) = (0, 0);
        for (int i = 0; i < count; i++)
        {
            bool takeA = fromB == b.Length || (fromA < a.Length && IsBetter(a[fromA], b[fromB]));
            destination[i] = takeA ? a[fromA++] : b[fromB++];
        }

        return count;
    }
}
