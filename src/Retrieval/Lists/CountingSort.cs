namespace Tandem.Retrieval.Lists;

/// <summary>Positions gathered by a small key; equal keys stay in order.</summary>
internal static class CountingSort
{
    /// <summary>[keys + 1]: where the run of each key begins, and the number of values.</summary>
    public static int[] Starts(ReadOnlySpan<int> keyOf, int keys)
    {
        int[] starts = new int[keys + 1];
        foreach (int key in keyOf)
        {
            starts[key + 1]++;
        }

        for (int key = 0; key < keys; key++)
        {
            starts[key + 1] += starts[key];
        }

        return starts;
    }

    /// <summary>The positions in the order of their keys.</summary>
    public static int[] Order(ReadOnlySpan<int> keyOf, ReadOnlySpan<int> starts)
    {
        int[] next = starts[..^1].ToArray();
        int[] order = new int[keyOf.Length];
        for (int position = 0; position < keyOf.Length; position++)
        {
            order[next[keyOf[position]]++] = position;
        }

        return order;
    }
}
