namespace Tandem.Features.Numerics;

/// <summary>Draws the items that a projection is fitted on.</summary>
internal static class SeededSample
{
    /// <summary>
    /// Indices of at most <paramref name="most"/> of the values that qualify, ascending: all of them, or a uniform draw
    /// without replacement (selection sampling, Knuth, TAOCP 2, 3.4.2, algorithm S).
    /// </summary>
    public static int[] Of<T>(IReadOnlyList<T> values, Func<T, bool> qualifies, int most, int seed)
    {
        int left = values.Count(qualifies);
        int wanted = Math.Min(most, left);
        Random random = new(seed);
        List<int> sample = new(wanted);
        for (int i = 0; i < values.Count && sample.Count < wanted; i++)
        {
            if (!qualifies(values[i]))
            {
                continue;
            }

            if (left <= wanted - sample.Count || random.NextDouble() * left < wanted - sample.Count)
            {
                sample.Add(i);
            }

            left--;
        }

        return [.. sample];
    }
}
