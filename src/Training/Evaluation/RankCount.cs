using System.Numerics;
using System.Runtime.InteropServices;

namespace Tandem.Training.Evaluation;

/// <summary>NDCG from scores without sorting: an item's rank is the number of others that score as much or more.</summary>
internal static class RankCount
{
    private static readonly double[] Discounts = [.. Enumerable.Range(0, MetricTable.Depth).Select(static rank => 1 / Math.Log2(rank + 2))];

    private static readonly double[] Ideals = MakeIdeals();

    /// <summary>NDCG@100 of candidates 0 to <paramref name="count"/> - 1; equal scores are ranked against the relevant item.</summary>
    /// <param name="relevant">Candidates to be found; those at or beyond <paramref name="count"/> are not in this list.</param>
    /// <param name="truth">How many are to be found in all.</param>
    public static double Ndcg(ReadOnlySpan<float> scores, int count, ReadOnlySpan<int> relevant, int truth)
    {
        double gain = 0;
        ReadOnlySpan<float> list = scores[..count];
        foreach (int candidate in relevant)
        {
            if (candidate < count)
            {
                int rank = AtLeast(list, list[candidate]) - 1;
                gain += rank < Discounts.Length ? Discounts[rank] : 0;
            }
        }

        return truth == 0 ? 0 : gain / Ideals[Math.Min(truth, MetricTable.Depth)];
    }

    private static int AtLeast(ReadOnlySpan<float> scores, float bar)
    {
        var bars = new Vector<float>(bar);
        Vector<int> counts = Vector<int>.Zero;
        ReadOnlySpan<Vector<float>> blocks = MemoryMarshal.Cast<float, Vector<float>>(scores);
        foreach (Vector<float> block in blocks)
        {
            counts -= Vector.GreaterThanOrEqual(block, bars);
        }

        int total = Vector.Sum(counts);
        for (int i = blocks.Length * Vector<float>.Count; i < scores.Length; i++)
        {
            total += scores[i] >= bar ? 1 : 0;
        }

        return total;
    }

    private static double[] MakeIdeals()
    {
        double[] ideals = new double[MetricTable.Depth + 1];
        for (int n = 0; n < MetricTable.Depth; n++)
        {
            ideals[n + 1] = ideals[n] + Discounts[n];
        }

        return ideals;
    }
}
