using Tandem.Domain;

namespace Tandem.Training.Evaluation;

/// <summary>Runs rankings over users and keeps each user's metrics.</summary>
internal static class Measurement
{
    /// <summary>One table for each ranking of each ranker, in their order. The same whatever the number of processors.</summary>
    public static IReadOnlyList<RankingTable> Run(
        IReadOnlyList<IRanker> rankers,
        IReadOnlyList<TestUser> users,
        ItemGroups items,
        string stage,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default)
    {
        RankingTable[] tables = [.. rankers.SelectMany(static ranker => ranker.Names).Select(name => new RankingTable(name, users, items))];
        int done = 0;
        Parallel.For(0, users.Count, new ParallelOptions { CancellationToken = cancellation }, u =>
        {
            int table = 0;
            foreach (IRanker ranker in rankers)
            {
                foreach ((int[] all, int[]? fresh) in Rank(ranker, users[u]))
                {
                    tables[table++].Enter(u, all, fresh);
                }
            }

            progress?.Report(new ProgressReport(stage, Interlocked.Increment(ref done), users.Count));
        });

        return tables;
    }

    private static IEnumerable<(int[] All, int[]? New)> Rank(IRanker ranker, TestUser user)
    {
        int[][] all = ranker.Rank(user, MetricTable.Depth, user.Hidden);
        int[][]? fresh = user.NewTruth.Count == 0 ? null
            : user.Owned.IsSubsetOf(user.Hidden) ? all
            : ranker.Rank(user, MetricTable.Depth, user.Hidden.Count == 0 ? user.Owned : new HashSet<int>([.. user.Hidden, .. user.Owned]));
        return all.Select((ranking, index) => (ranking, fresh?[index]));
    }
}
