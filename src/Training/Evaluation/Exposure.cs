namespace Tandem.Training.Evaluation;

/// <summary>
/// What a ranking shows, whether it is right or not: <c>coverage@k</c>, the share of all items that at least one user sees among the first
/// k, and <c>novelty@k</c>, the mean self-information of what is seen there, in bits. Users may be entered from several threads.
/// </summary>
internal sealed class Exposure(int users, ItemGroups items)
{
    private static readonly int[] CutOffs = [10, 100];

    private readonly int[][] _shown = [.. CutOffs.Select(_ => new int[items.Count])];
    private readonly double[][] _novelty = [.. CutOffs.Select(_ => new double[users])];

    /// <summary>Enters a user's ranking.</summary>
    public void Enter(int user, ReadOnlySpan<int> ranking)
    {
        for (int c = 0; c < CutOffs.Length; c++)
        {
            ReadOnlySpan<int> top = ranking[..Math.Min(CutOffs[c], ranking.Length)];
            double sum = 0;
            foreach (int item in top)
            {
                Volatile.Write(ref _shown[c][item], 1);
                sum += items.Information(item);
            }

            _novelty[c][user] = top.IsEmpty ? double.NaN : sum / top.Length;
        }
    }

    /// <summary>By name; novelty over the users who saw anything, left out when nobody did.</summary>
    public IEnumerable<KeyValuePair<string, double>> Metrics()
    {
        for (int c = 0; c < CutOffs.Length; c++)
        {
            yield return new($"coverage@{CutOffs[c]}", items.Count == 0 ? 0 : (double)_shown[c].Sum() / items.Count);
            double[] seen = [.. _novelty[c].Where(static value => !double.IsNaN(value))];
            if (seen.Length > 0)
            {
                yield return new($"novelty@{CutOffs[c]}", seen.Average());
            }
        }
    }
}
