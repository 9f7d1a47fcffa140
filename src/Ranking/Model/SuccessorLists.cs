namespace Tandem.Ranking;

/// <summary>
/// For each item a bounded list of items that go with it, heaviest first: compressed sparse rows.
/// Immutable and thread-safe. The arrays are read-only by agreement.
/// </summary>
public sealed class SuccessorLists
{
    /// <param name="start">[items + 1] where each item's list begins, and the number of entries at the end.</param>
    /// <param name="items">[entries] dense item codes.</param>
    /// <param name="weights">[entries], positive and finite, descending within a list.</param>
    /// <exception cref="ArgumentException">The arrays do not fit together.</exception>
    public SuccessorLists(int[] start, int[] items, float[] weights)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(weights);
        if (start.Length == 0 || start[0] != 0 || start[^1] != items.Length || items.Length != weights.Length)
        {
            throw new ArgumentException(
                $"Successor lists of {start.Length - 1} items end at {(start.Length == 0 ? -1 : start[^1])}, but there are {items.Length} items and {weights.Length} weights.",
                nameof(start));
        }

        for (int i = 1; i < start.Length; i++)
        {
            if (start[i] < start[i - 1])
            {
                throw new ArgumentException($"The successor list of item {i - 1} ends before it begins.", nameof(start));
            }
        }

        foreach (int item in items)
        {
            if ((uint)item >= (uint)(start.Length - 1))
            {
                throw new ArgumentException($"A successor has the code {item}, there are {start.Length - 1} items.", nameof(items));
            }
        }

        Start = start;
        Items = items;
        Weights = weights;
    }

    /// <summary>Lists without any entry.</summary>
    public static SuccessorLists Empty(int itemCount) => new(new int[itemCount + 1], [], []);

    public int ItemCount => Start.Length - 1;

    public int[] Start { get; }

    public int[] Items { get; }

    public float[] Weights { get; }

    public ReadOnlySpan<int> ItemsOf(int item) => Items.AsSpan(Start[item]..Start[item + 1]);

    public ReadOnlySpan<float> WeightsOf(int item) => Weights.AsSpan(Start[item]..Start[item + 1]);

    /// <summary>The weight of one pair, 0 when it is not in the list.</summary>
    public float Weight(int item, int successor)
    {
        int place = ItemsOf(item).IndexOf(successor);
        return place < 0 ? 0 : WeightsOf(item)[place];
    }
}
