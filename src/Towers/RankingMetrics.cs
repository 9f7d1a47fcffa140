namespace Tandem.Towers;

/// <summary>Ranking metrics of one user with binary relevance, each from 0 (worst) to 1 (best).</summary>
public static class RankingMetrics
{
    /// <summary>
    /// NDCG@k = DCG@k / IDCG@k with DCG = Σ rel_r / log2(r + 1), r from 1, and the ideal over min(k, |relevant|) items
    /// (Järvelin and Kekäläinen, 2002). 0 when nothing is relevant.
    /// </summary>
    /// <param name="hits">hits[r] says whether rank r (from 0) is relevant; may be shorter than k.</param>
    /// <param name="relevant">How many relevant items there are in all.</param>
    /// <param name="k">The cut-off, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1, or relevant is below 0 or below the hits.</exception>
    public static double Ndcg(ReadOnlySpan<bool> hits, int relevant, int k)
    {
        ReadOnlySpan<bool> top = Top(hits, k);
        RequireRelevant(top, relevant);
        if (relevant == 0)
        {
            return 0;
        }

        double gain = 0;
        for (int rank = 0; rank < top.Length; rank++)
        {
            gain += top[rank] ? Discount(rank) : 0;
        }

        double ideal = 0;
        for (int rank = 0; rank < Math.Min(k, relevant); rank++)
        {
            ideal += Discount(rank);
        }

        return gain / ideal;
    }

    /// <summary>Share of the relevant items within the first k; 0 when nothing is relevant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1, or relevant is below 0 or below the hits.</exception>
    public static double Recall(ReadOnlySpan<bool> hits, int relevant, int k)
    {
        ReadOnlySpan<bool> top = Top(hits, k);
        RequireRelevant(top, relevant);
        return relevant == 0 ? 0 : (double)top.Count(true) / relevant;
    }

    /// <summary>1 when any of the first k is relevant, else 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1.</exception>
    public static double HitRate(ReadOnlySpan<bool> hits, int k) => Top(hits, k).Contains(true) ? 1 : 0;

    /// <summary>1 / rank of the first relevant item within the first k, else 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1.</exception>
    public static double ReciprocalRank(ReadOnlySpan<bool> hits, int k)
    {
        int rank = Top(hits, k).IndexOf(true);
        return rank < 0 ? 0 : 1.0 / (rank + 1);
    }

    private static double Discount(int rank) => 1 / Math.Log2(rank + 2);

    private static ReadOnlySpan<bool> Top(ReadOnlySpan<bool> hits, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return hits[..Math.Min(k, hits.Length)];
    }

    private static void RequireRelevant(ReadOnlySpan<bool> top, int relevant)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(relevant);
        ArgumentOutOfRangeException.ThrowIfLessThan(relevant, top.Count(true));
    }
}
