using Tandem.Towers;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Tests.Evaluation;

public class RankCountTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Ndcg_DistinctScores_EqualsSorting(int seed)
    {
        var random = new Random(seed);
        float[] scores = [.. Enumerable.Range(0, 333).Select(_ => (float)random.NextDouble())];
        int[] relevant = [.. Enumerable.Range(0, 333).Where(_ => random.Next(10) == 0)];
        bool[] hits = [.. Enumerable.Range(0, 250).OrderByDescending(i => scores[i]).Take(100).Select(i => relevant.Contains(i))];

        Assert.Equal(RankingMetrics.Ndcg(hits, relevant.Length, 100), RankCount.Ndcg(scores, 250, relevant, relevant.Length), 10);
    }

    [Fact]
    public void Ndcg_EqualScores_AreRankedAgainstTheRelevant() =>
        Assert.Equal(1 / Math.Log2(4), RankCount.Ndcg([1, 1, 1, 0], 4, [0], 1), 10);
}
