using ParquetSharp;
using Tandem.Domain;

namespace Tandem.Datasets.Columns;

/// <summary>Reads what <see cref="EventTable{TRow}"/> wrote, a row at a time.</summary>
internal sealed class EventLeaves(RowGroup group)
{
    private readonly Leaf<ByteArray> _eventId = group.Text("event_id");
    private readonly Leaf<ByteArray> _userId = group.Text("user_id");
    private readonly Leaf<ByteArray> _itemId = group.Text("item_id");
    private readonly Leaf<ByteArray> _action = group.Text("action");
    private readonly TimestampLeaf _occurredAt = group.Timestamps("occurred_at");
    private readonly Leaf<ByteArray> _widget = group.Text("widget");
    private readonly Leaf<ByteArray> _orderId = group.Text("order_id");
    private readonly Leaf<double> _value = group.Doubles("value");

    /// <exception cref="TandemException">A required value is null, or the action is unknown; the message names file and row.</exception>
    public ShopEvent Read(string file, long row)
    {
        string? name = _action.ReadString();
        if (!EventActions.TryParse(name, out EventAction action) || !_occurredAt.TryRead(out long time))
        {
            throw new TandemException($"{file} row {row}: '{name}' is no action, or occurred_at is null.");
        }

        return new ShopEvent
        {
            EventId = _eventId.ReadString() ?? throw DatasetReader.Null(file, row, "event_id"),
            UserId = _userId.ReadString() ?? throw DatasetReader.Null(file, row, "user_id"),
            ItemId = _itemId.ReadString() ?? throw DatasetReader.Null(file, row, "item_id"),
            Action = action,
            OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(time),
            Widget = _widget.ReadString(),
            OrderId = _orderId.ReadString(),
            Value = _value.TryRead(out double money) ? money : null,
        };
    }
}
