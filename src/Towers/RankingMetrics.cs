namespace Tandem.Towers;

/// <summary>Ranking metrics of one user with binary relevance.</summary>
public static class RankingMetrics
{
    /// <summary>
    /// NDCG@k = DCG@k / IDCG@k with DCG = Σ rel_r / log2(r + 1), r from 1, and the ideal over min(k, |relevant|) items.
    /// </summary>
    /// <param name="hits">hits[r] says whether rank r (from 0) is relevant; may be shorter than k.</param>
    public static double Ndcg(ReadOnlySpan<bool> hits, int relevant, int k) => throw new NotImplementedException();

    /// <summary>Share of the relevant items within the first k.</summary>
    public static double Recall(ReadOnlySpan<bool> hits, int relevant, int k) => throw new NotImplementedException();

    /// <summary>1 when any of the first k is relevant, else 0.</summary>
    public static double HitRate(ReadOnlySpan<bool> hits, int k) => throw new NotImplementedException();

    /// <summary>1 / rank of the first relevant item within the first k, else 0.</summary>
    public static double ReciprocalRank(ReadOnlySpan<bool> hits, int k) => throw new NotImplementedException();
}
