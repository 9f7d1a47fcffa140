using Tandem.Features.Format;

namespace Tandem.Features.Popularity;

/// <summary>
/// The fitted weighted counts of a group of products, as distinct values with how many products lie above each. Any count,
/// fitted or new, finds its rank by binary search; products with equal counts share the middle of their ranks.
/// </summary>
internal sealed class RankTable
{
    private readonly double[] _values; // distinct, ascending
    private readonly int[] _above; // products with a larger count than _values[i]
    private readonly double[] _massAbove; // sum of the counts of those products

    private RankTable(double[] values, int[] above, double[] massAbove, int count, double mass)
    {
        _values = values;
        _above = above;
        _massAbove = massAbove;
        Count = count;
        Mass = mass;
    }

    /// <summary>Products in the group.</summary>
    public int Count { get; }

    /// <summary>Sum of all counts.</summary>
    public double Mass { get; }

    /// <param name="sorted">The counts, ascending.</param>
    public static RankTable Of(double[] sorted)
    {
        List<double> values = [];
        List<int> above = [];
        List<double> massAbove = [];
        double mass = 0;
        for (int end = sorted.Length; end > 0;)
        {
            int start = end - 1;
            while (start > 0 && sorted[start - 1] == sorted[end - 1])
            {
                start--;
            }

            values.Add(sorted[start]);
            above.Add(sorted.Length - end);
            massAbove.Add(mass);
            mass += sorted[start] * (end - start);
            end = start;
        }

        values.Reverse();
        above.Reverse();
        massAbove.Reverse();
        return new RankTable([.. values], [.. above], [.. massAbove], sorted.Length, mass);
    }

    /// <summary>1 for the largest; between ranks for a count that lies between fitted ones.</summary>
    public double MiddleRank(double count)
    {
        int index = Array.BinarySearch(_values, count);
        return index >= 0
            ? (_above[index] + CountNotBelow(index) + 1) / 2.0
            : Math.Max(1, Above(~index) + 0.5);
    }

    /// <summary>1 for the largest count, 0 for the smallest, linear in the rank; 0.5 in a group without products.</summary>
    public double NormalisedRank(double count) =>
        Count == 0 ? 0.5 : Math.Clamp(1 - ((MiddleRank(count) - 0.5) / Count), 0, 1);

    /// <summary>Share of all counts that belongs to products with a larger count than this one.</summary>
    public double MassShareAbove(double count)
    {
        if (Mass <= 0)
        {
            return 0;
        }

        int index = Array.BinarySearch(_values, count);
        index = index >= 0 ? index : ~index;
        double above = index >= _values.Length ? 0
            : _values[index] == count ? _massAbove[index]
            : _massAbove[index] + (_values[index] * (CountNotBelow(index) - _above[index]));
        return above / Mass;
    }

    public void Save(FitWriter writer)
    {
        writer.Write(_values);
        writer.Write(_above);
        writer.Write(_massAbove);
        writer.Write(Count);
        writer.Write(Mass);
    }

    public static RankTable Load(FitReader reader) =>
        new(reader.Doubles(), reader.Ints(), reader.Doubles(), reader.Int(), reader.Double());

    /// <summary>Products with at least the distinct value at this index.</summary>
    private int CountNotBelow(int index) => index == 0 ? Count : _above[index - 1];

    /// <summary>Products with at least the value at an insertion point.</summary>
    private int Above(int index) => index >= _values.Length ? 0 : CountNotBelow(index);
}
