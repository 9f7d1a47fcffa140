using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Training.Bundling;

/// <summary>
/// Turns weighted pairs into bounded lists. Items are worked on one by one with one row of sums each, on several threads: memory
/// is items · threads floats, and the result does not depend on the number of threads.
/// </summary>
internal static class PairLists
{
    /// <summary>Adds the pairs of one item to the sums and notes the items it touched.</summary>
    public delegate void Count(int item, Row row);

    /// <summary>Sums of one item's pairs.</summary>
    public sealed class Row(int itemCount)
    {
        public float[] Sums { get; } = new float[itemCount];

        public List<int> Touched { get; } = [];

        public void Add(int item, float weight)
        {
            if (Sums[item] == 0)
            {
                Touched.Add(item);
            }

            Sums[item] += weight;
        }

        public void Clear()
        {
            foreach (int item in Touched)
            {
                Sums[item] = 0;
            }

            Touched.Clear();
        }
    }

    /// <param name="weigh">Item, other item, sum of their pairs to the weight in the list; the pair is left out when it is not positive.</param>
    /// <param name="length">Entries of a list, at most.</param>
    public static SuccessorLists Build(int itemCount, int length, Count count, Func<int, int, float, float> weigh, CancellationToken cancellation)
    {
        var lists = new (int Item, float Weight)[itemCount][];
        WorkThreads.For(
            itemCount,
            () => new Row(itemCount),
            (item, row) =>
            {
                count(item, row);
                lists[item] = Best(item, row, length, weigh);
                row.Clear();
                return row;
            },
            static _ => { },
            cancellation);

        int[] start = new int[itemCount + 1];
        for (int item = 0; item < itemCount; item++)
        {
            start[item + 1] = start[item] + lists[item].Length;
        }

        return new SuccessorLists(
            start,
            [.. lists.SelectMany(static l => l.Select(static e => e.Item))],
            [.. lists.SelectMany(static l => l.Select(static e => e.Weight))]);
    }

    private static (int Item, float Weight)[] Best(int item, Row row, int length, Func<int, int, float, float> weigh)
    {
        var entries = new List<(int Item, float Weight)>(row.Touched.Count);
        foreach (int other in row.Touched)
        {
            float weight = other == item ? 0 : weigh(item, other, row.Sums[other]);
            if (weight > 0)
            {
                entries.Add((other, weight));
            }
        }

        entries.Sort(static (a, b) => a.Weight != b.Weight ? b.Weight.CompareTo(a.Weight) : a.Item.CompareTo(b.Item));
        return [.. entries.Take(length)];
    }
}
