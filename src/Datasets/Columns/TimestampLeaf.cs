namespace Tandem.Datasets.Columns;

/// <summary>A timestamp column, read as milliseconds since 1970-01-01 UTC, rounded down.</summary>
internal sealed class TimestampLeaf(Leaf<long> leaf, long perMillisecond)
{
    public bool TryRead(out long milliseconds)
    {
        bool present = leaf.TryRead(out long value);
        milliseconds = perMillisecond == 1
            ? value
            : (value / perMillisecond) - (value % perMillisecond < 0 ? 1 : 0);
        return present;
    }
}
