using ParquetSharp;
using Tandem.Datasets.Columns;

namespace Tandem.Datasets.Events;

/// <summary>The events of a dataset folder.</summary>
public sealed class DatasetEvents(DatasetReader dataset, ItemIndex items) : IEventSource
{
    public IReadOnlyList<string> Files { get; } = dataset.EventFiles();

    public IReadOnlyList<DatasetRowGroup> Open(string file) => EventColumns.Open(file, static group => new Columns(group));

    public void Read(DatasetRowGroup rows, EventBatch batch, Action<EventBatch> consume, CancellationToken cancellation)
    {
        using ParquetTable table = ParquetTable.Open(rows.File);
        using RowGroup group = table.OpenRowGroup(rows.Index);
        var columns = new Columns(group);
        EventColumns.Read(
            group.Rows,
            batch,
            to => columns.ItemId.ReadRows(to, Positions, EventBatch.Unknown),
            to => columns.Action.ReadRows(to, ActionCodes.All.Convert, EventBatch.Unknown),
            to => columns.OccurredAt.ReadRows(to, absent: long.MaxValue),
            consume,
            cancellation);
    }

    private void Positions(ReadOnlySpan<ByteArray> ids, Span<int> positions)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            positions[i] = items.TryFind(ids[i].AsSpan(), out int position) ? position : EventBatch.Unknown;
        }
    }

    private sealed class Columns(RowGroup group)
    {
        public Leaf<ByteArray> ItemId { get; } = group.Text("item_id");

        public Leaf<ByteArray> Action { get; } = group.Text("action");

        public TimestampLeaf OccurredAt { get; } = group.Timestamps("occurred_at");
    }
}
