using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Datasets.Events;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// The events of raw <c>orders</c> and <c>tracker</c> tables, for counting them without an import. An order row gives the
/// order and, where it has ended, its outcome, as <see cref="OzonImporter"/> does. Memory: 24 bytes an item.
/// </summary>
public sealed class OzonEvents : IEventSource
{
    private static readonly ActionCodes Tracked = ActionCodes.Of(OzonSchema.IsTracked);

    private readonly IntegerCodes _items;
    private readonly HashSet<string> _orders;

    /// <param name="rawFolder">Folder with both tables.</param>
    /// <param name="items">The items that count; events of others are not known.</param>
    /// <exception cref="TandemException">A table is missing.</exception>
    public OzonEvents(string rawFolder, ItemIndex items)
    {
        Files = FilesOf(rawFolder);
        _orders = [.. OzonSchema.Files(rawFolder, OzonSchema.Orders)];
        _items = IntegerCodes.Of(items);
    }

    public IReadOnlyList<string> Files { get; }

    /// <summary>The files of both tables, orders first.</summary>
    /// <exception cref="TandemException">A table is missing.</exception>
    public static IReadOnlyList<string> FilesOf(string rawFolder) =>
        [.. OzonSchema.Files(rawFolder, OzonSchema.Orders), .. OzonSchema.Files(rawFolder, OzonSchema.Tracker)];

    public IReadOnlyList<DatasetRowGroup> Open(string file) => _orders.Contains(file)
        ? EventColumns.Open(file, static group => new OrderColumns(group))
        : EventColumns.Open(file, static group => new TrackerColumns(group));

    public void Read(DatasetRowGroup rows, EventBatch batch, Action<EventBatch> consume, CancellationToken cancellation)
    {
        using ParquetTable table = ParquetTable.Open(rows.File);
        using RowGroup group = table.OpenRowGroup(rows.Index);
        if (_orders.Contains(rows.File))
        {
            ReadOrders(group, batch, consume, cancellation);
            return;
        }

        var columns = new TrackerColumns(group);
        long[] ids = new long[EventBatch.Capacity];
        EventColumns.Read(
            group.Rows,
            batch,
            to => ReadItems(columns.ItemId, ids, to),
            to => columns.Action.ReadRows(to, Tracked.Convert, EventBatch.Unknown),
            to => ReadTimes(columns.OccurredAt, to),
            consume,
            cancellation);
    }

    private void ReadItems(IntegerLeaf column, long[] ids, Span<int> positions)
    {
        column.ReadRows(ids.AsSpan(0, positions.Length), IntegerCodes.NoId);
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = _items.Find(ids[i]);
        }
    }

    private static void ReadTimes(TimestampLeaf column, Span<long> times)
    {
        column.ReadRows(times, OzonTime.Never);
        foreach (ref long time in times)
        {
            time = OzonTime.IsPlausible(time) ? time : OzonTime.Never;
        }
    }

    private void ReadOrders(RowGroup group, EventBatch batch, Action<EventBatch> consume, CancellationToken cancellation)
    {
        // Each row gives up to two events.
        const int MostRows = EventBatch.Capacity / 2;
        var columns = new OrderColumns(group);
        long[] ids = new long[MostRows];
        int[] items = new int[MostRows];
        int[] statuses = new int[MostRows];
        long[] created = new long[MostRows];
        long[] ended = new long[MostRows];
        for (long done = 0; done < group.Rows;)
        {
            cancellation.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(MostRows, group.Rows - done);
            ReadItems(columns.ItemId, ids, items.AsSpan(0, rows));
            ReadTimes(columns.CreatedAt, created.AsSpan(0, rows));
            columns.LastStatus.ReadRows(statuses.AsSpan(0, rows), OzonOrders.Statuses.Convert, EventBatch.Unknown);
            ReadTimes(columns.LastStatusAt, ended.AsSpan(0, rows));
            batch.Count = 0;
            for (int row = 0; row < rows; row++)
            {
                // The importer takes a row whole or not at all.
                bool open = statuses[row] == (int)EventAction.Order;
                bool taken = statuses[row] != EventBatch.Unknown && (open || ended[row] != OzonTime.Never);
                Append(batch, items[row], taken ? (int)EventAction.Order : EventBatch.Unknown, created[row]);
                if (taken && !open)
                {
                    Append(batch, items[row], statuses[row], Math.Max(created[row], ended[row]));
                }
            }

            consume(batch);
            done += rows;
        }
    }

    private static void Append(EventBatch batch, int item, int action, long occurredAt)
    {
        batch.Item[batch.Count] = item;
        batch.Action[batch.Count] = action;
        batch.OccurredAt[batch.Count] = occurredAt;
        batch.Count++;
    }

    private sealed class TrackerColumns(RowGroup group)
    {
        public IntegerLeaf ItemId { get; } = group.Integers(OzonSchema.ItemId);

        public Leaf<ByteArray> Action { get; } = group.Text(OzonSchema.ActionType);

        public TimestampLeaf OccurredAt { get; } = group.Timestamps(OzonSchema.Timestamp);
    }

    private sealed class OrderColumns(RowGroup group)
    {
        public IntegerLeaf ItemId { get; } = group.Integers(OzonSchema.ItemId);

        public TimestampLeaf CreatedAt { get; } = group.Timestamps(OzonSchema.CreatedAt);

        public Leaf<ByteArray> LastStatus { get; } = group.Text(OzonSchema.LastStatus);

        public TimestampLeaf LastStatusAt { get; } = group.Timestamps(OzonSchema.LastStatusAt);
    }
}
