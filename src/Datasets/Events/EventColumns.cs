using Tandem.Datasets.Columns;

namespace Tandem.Datasets.Events;

/// <summary>Reads the three columns of a row group in step, a batch at a time.</summary>
internal static class EventColumns
{
    /// <summary>The row groups of a file, after <paramref name="columns"/> has found what it needs in the first of them.</summary>
    public static IReadOnlyList<DatasetRowGroup> Open(string file, Func<RowGroup, object> columns)
    {
        using ParquetTable table = ParquetTable.Open(file);
        using RowGroup first = table.OpenRowGroup(0);
        columns(first);
        return [.. DatasetRowGroup.Of([file])];
    }

    /// <param name="rows">Rows of the row group.</param>
    /// <param name="batch">Filled and given again and again.</param>
    /// <param name="items">Fills positions of items for the next rows; <see cref="EventBatch.Unknown"/> where there is none.</param>
    /// <param name="actions">Fills codes of actions likewise.</param>
    /// <param name="times">Fills milliseconds; <see cref="long.MaxValue"/> for null, which is after every cut.</param>
    /// <param name="consume">Gets each batch.</param>
    public static void Read(
        long rows, EventBatch batch, ColumnFill<int> items, ColumnFill<int> actions, ColumnFill<long> times, Action<EventBatch> consume, CancellationToken cancellation)
    {
        for (long done = 0; done < rows; done += batch.Count)
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Count = (int)Math.Min(EventBatch.Capacity, rows - done);
            items(batch.Item.AsSpan(0, batch.Count));
            actions(batch.Action.AsSpan(0, batch.Count));
            times(batch.OccurredAt.AsSpan(0, batch.Count));
            consume(batch);
        }
    }
}
