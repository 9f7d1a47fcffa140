namespace Tandem.Towers.Tests;

public sealed class RankingMetricsTests
{
    [Fact]
    public void Ndcg_HitsAtRanksOneAndThreeOfThree_FollowsTheFormula()
    {
        double ideal = 1 + 1 / Math.Log2(3) + 1 / Math.Log2(4);
        Assert.Equal((1 + 1 / Math.Log2(4)) / ideal, RankingMetrics.Ndcg([true, false, true, false], relevant: 3, k: 4), 1e-12);
    }

    [Fact]
    public void Ndcg_MoreRelevantThanK_IdealStopsAtK() => Assert.Equal(1, RankingMetrics.Ndcg([true, true], relevant: 50, k: 2), 1e-12);

    [Fact]
    public void Ndcg_HitBeyondK_DoesNotCount() => Assert.Equal(0, RankingMetrics.Ndcg([false, false, true], relevant: 1, k: 2));

    [Fact]
    public void Ndcg_FewerRanksThanK_CountsWhatIsThere() => Assert.Equal(1, RankingMetrics.Ndcg([true], relevant: 1, k: 100), 1e-12);

    [Fact]
    public void Ndcg_NothingRelevant_IsZero() => Assert.Equal(0, RankingMetrics.Ndcg([false], relevant: 0, k: 10));

    [Fact]
    public void Recall_OneOfFourWithinK_IsAQuarter() => Assert.Equal(0.25, RankingMetrics.Recall([false, true, true], relevant: 4, k: 2));

    [Fact]
    public void Recall_NothingRelevant_IsZero() => Assert.Equal(0, RankingMetrics.Recall([], relevant: 0, k: 5));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void HitRate_FirstHitAtRankTwo_DependsOnK(int k, double expected) =>
        Assert.Equal(expected, RankingMetrics.HitRate([false, true], k));

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1.0 / 3)]
    public void ReciprocalRank_FirstHitAtRankThree_DependsOnK(int k, double expected) =>
        Assert.Equal(expected, RankingMetrics.ReciprocalRank([false, false, true, true], k));

    [Fact]
    public void AllMetrics_ZeroK_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.Ndcg([], 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.Recall([], 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.HitRate([], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.ReciprocalRank([], 0));
    }

    [Fact]
    public void Recall_MoreHitsThanRelevant_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.Recall([true, true], relevant: 1, k: 2));
}
