namespace Tandem.Datasets;

/// <summary>A stable counting sort of rows by a dense code.</summary>
internal static class CountingSort
{
    /// <summary>First position of each code's rows, and the row count at the end: length <paramref name="codes"/> + 1.</summary>
    public static int[] Starts(ReadOnlySpan<int> column, int codes)
    {
        var start = new int[codes + 1];
        foreach (int code in column)
        {
            start[code + 1]++;
        }

        for (int code = 0; code < codes; code++)
        {
            start[code + 1] += start[code];
        }

        return start;
    }

    /// <summary>The rows grouped by code; rows of one code keep their order.</summary>
    /// <param name="column">The code of each row.</param>
    /// <param name="start">From <see cref="Starts"/>.</param>
    /// <param name="order">As long as <paramref name="column"/>; filled.</param>
    public static void StableOrder(ReadOnlySpan<int> column, int[] start, Span<int> order)
    {
        int[] next = start[..^1];
        for (int row = 0; row < column.Length; row++)
        {
            order[next[column[row]]++] = row;
        }
    }
}
