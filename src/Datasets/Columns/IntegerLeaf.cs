namespace Tandem.Datasets.Columns;

/// <summary>An integer column, read as 64 bits whichever width the file has.</summary>
internal sealed class IntegerLeaf(Leaf<int>? narrow, Leaf<long>? wide)
{
    public bool TryRead(out long value)
    {
        if (wide is not null)
        {
            return wide.TryRead(out value);
        }

        bool present = narrow!.TryRead(out int small);
        value = small;
        return present;
    }

    /// <summary>The next rows of a flat column; see <see cref="Leaf{T}.ReadRows"/>.</summary>
    public void ReadRows(Span<long> destination, long absent)
    {
        if (wide is not null)
        {
            wide.ReadRows(destination, static (values, to) => values.CopyTo(to), absent);
        }
        else
        {
            narrow!.ReadRows(destination, Widen, absent);
        }
    }

    /// <summary>The next row of a list column; see <see cref="Leaf{T}.ReadList"/>.</summary>
    public void ReadList(List<long> into, long absent)
    {
        if (wide is not null)
        {
            wide.ReadList(into, static value => value, absent);
        }
        else
        {
            narrow!.ReadList(into, static value => (long)value, absent);
        }
    }

    private static void Widen(ReadOnlySpan<int> values, Span<long> destination)
    {
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = values[i];
        }
    }
}
