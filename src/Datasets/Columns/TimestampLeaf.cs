namespace Tandem.Datasets.Columns;

/// <summary>A timestamp column, read as milliseconds since 1970-01-01 UTC, rounded down.</summary>
internal sealed class TimestampLeaf(Leaf<long> leaf, long perMillisecond)
{
    public bool TryRead(out long milliseconds)
    {
        bool present = leaf.TryRead(out long value);
        milliseconds = Milliseconds(value);
        return present;
    }

    /// <summary>The next rows; see <see cref="Leaf{T}.ReadRows"/>.</summary>
    public void ReadRows(Span<long> destination, long absent) => leaf.ReadRows(destination, Convert, absent);

    private void Convert(ReadOnlySpan<long> values, Span<long> destination)
    {
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = Milliseconds(values[i]);
        }
    }

    private long Milliseconds(long value) => perMillisecond == 1
        ? value
        : (value / perMillisecond) - (value % perMillisecond < 0 ? 1 : 0);
}
