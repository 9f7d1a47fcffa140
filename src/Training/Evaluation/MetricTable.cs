using System.Globalization;
using Tandem.Towers;

namespace Tandem.Training.Evaluation;

/// <summary>Metrics of one ranking for every user, and their means.</summary>
internal sealed class MetricTable(int users)
{
    private static readonly int[] CutOffs = [5, 10, 20, 100];

    private readonly double[][] _values = [.. Enumerable.Range(0, Names.Count).Select(_ => new double[users])];

    /// <summary>The longest cut-off.</summary>
    public const int Depth = 100;

    /// <summary>The metrics, in the order of the table.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. ((string[])["ndcg", "hr", "recall", "mrr"]).SelectMany(static kind => CutOffs.Select(k => string.Create(CultureInfo.InvariantCulture, $"{kind}@{k}")))];

    /// <summary>Enters a user's ranking.</summary>
    /// <param name="truth">What was to be found, not empty.</param>
    public void Enter(int user, ReadOnlySpan<int> ranking, IReadOnlySet<int> truth)
    {
        Span<bool> hits = stackalloc bool[Math.Min(ranking.Length, Depth)];
        for (int rank = 0; rank < hits.Length; rank++)
        {
            hits[rank] = truth.Contains(ranking[rank]);
        }

        for (int c = 0; c < CutOffs.Length; c++)
        {
            int k = CutOffs[c];
            _values[c][user] = RankingMetrics.Ndcg(hits, truth.Count, k);
            _values[CutOffs.Length + c][user] = RankingMetrics.HitRate(hits, k);
            _values[(2 * CutOffs.Length) + c][user] = RankingMetrics.Recall(hits, truth.Count, k);
            _values[(3 * CutOffs.Length) + c][user] = RankingMetrics.ReciprocalRank(hits, k);
        }
    }

    /// <summary>[users] one metric.</summary>
    public double[] Column(string metric) => _values[Names.ToList().IndexOf(metric)];

    /// <summary>One user's metrics, in the order of <see cref="Names"/>.</summary>
    public double[] Row(int user) => Array.ConvertAll(_values, column => column[user]);

    /// <summary>Means over the users that <paramref name="counts"/> takes; empty when it takes none.</summary>
    public IReadOnlyDictionary<string, double> Means(Func<int, bool> counts)
    {
        int[] taken = [.. Enumerable.Range(0, users).Where(counts)];
        return taken.Length == 0
            ? new Dictionary<string, double>()
            : Names.Select((name, m) => (name, Mean: taken.Average(user => _values[m][user]))).ToDictionary(static p => p.name, static p => p.Mean);
    }
}
