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
}
