using System.Diagnostics;
using Tandem.Towers;

namespace Tandem.Blend.Trial;

/// <summary>NDCG@100 of each user, of all items and of those with something new to find, and what scoring took.</summary>
internal sealed record Outcome(double[] All, double[] New, double Microseconds)
{
    private const int Depth = 100;

    public static Outcome Of(Users users, ITrialRanker ranker)
    {
        ranker.Score(users);
        var watch = Stopwatch.StartNew();
        float[][] scores = ranker.Score(users);
        double microseconds = watch.Elapsed.TotalMicroseconds / users.Count;
        return new Outcome(
            [.. users.All.Select((user, index) => Ndcg(scores[index], user.Relevant, user.Truth))],
            [.. users.All.Select((user, index) => (user, index)).Where(pair => pair.user.NewTruth > 0).Select(pair =>
                Ndcg(scores[pair.index][..pair.user.NewCount], [.. pair.user.Relevant.Where(candidate => candidate < pair.user.NewCount)], pair.user.NewTruth))],
            microseconds);
    }

    private static double Ndcg(float[] scores, int[] relevant, int truth)
    {
        HashSet<int> found = [.. relevant];
        bool[] hits = [.. Enumerable.Range(0, scores.Length).OrderByDescending(candidate => scores[candidate]).Take(Depth).Select(found.Contains)];
        return RankingMetrics.Ndcg(hits, truth, Depth);
    }
}
