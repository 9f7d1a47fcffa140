using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Datasets.Events;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// <c>orders</c>: a row is one ordered item. It gives an order event, and a second event for how it ended, if it has.
/// </summary>
internal sealed class OzonOrders(IdSet items, OzonUnitRun run, OzonEventPart part) : IOzonEventReader
{
    /// <summary>The statuses and what they say has happened; a processed order has not ended.</summary>
    public static readonly ActionCodes Statuses = ActionCodes.Of(
        (OzonSchema.Delivered, EventAction.Delivered), (OzonSchema.Canceled, EventAction.Canceled), (OzonSchema.Processed, EventAction.Order));

    private readonly long[] _items = new long[StepReader.Capacity];
    private readonly long[] _users = new long[StepReader.Capacity];
    private readonly long[] _created = new long[StepReader.Capacity];
    private readonly long[] _ended = new long[StepReader.Capacity];
    private readonly int[] _statuses = new int[StepReader.Capacity];
    private readonly TextCodes _unknown = new();
    private Columns? _columns;

    public void Open(RowGroup columns) => _columns = new Columns(columns);

    public void Read(StepReader steps)
    {
        Columns columns = _columns!;
        steps.Read(_items, to => columns.Item.ReadRows(to, IntegerCodes.NoId));
        steps.Read(_users, to => columns.User.ReadRows(to, IntegerCodes.NoId));
        steps.Read(_created, to => columns.Created.ReadRows(to, OzonTime.Never));
        steps.Read(_statuses, to => columns.Status.ReadRows(to, (names, codes) => TextRuns.Convert(names, codes, CodeOf), EventBatch.Unknown));
        steps.Read(_ended, to => columns.Ended.ReadRows(to, OzonTime.Never));
    }

    public void Take(int index, long row)
    {
        long item = _items[index];
        long user = _users[index];
        long created = _created[index];
        int status = _statuses[index];
        bool open = status == (int)EventAction.Order;
        string? reason = this switch
        {
            _ when item == IntegerCodes.NoId || user == IntegerCodes.NoId => "order without an item or user",
            _ when !OzonTime.IsPlausible(created) => OzonTime.Implausible,
            _ when status < 0 => "unknown order status",
            _ when !open && !OzonTime.IsPlausible(_ended[index]) => OzonTime.Implausible,
            _ when !items.Contains(item) => OzonItems.Unknown,
            _ => null,
        };
        if (reason is not null)
        {
            run.Reject(row, reason, FormattableString.Invariant($"item {item} user {user} status {NameOf(status)} created {created}"));
            return;
        }

        run.Taken++;
        var ordered = new OzonEvent(OzonEventKind.Ordered, EventAction.Order, OzonEvent.NoWidget, row, user, item, created);
        part.Add(ordered);
        if (!open)
        {
            part.Add(ordered with { Kind = OzonEventKind.Ended, Action = (EventAction)status, OccurredAt = Math.Max(created, _ended[index]) });
        }
    }

    /// <summary>The action, or below <see cref="EventBatch.Unknown"/> the number of a text that is no status, for the report.</summary>
    private int CodeOf(ReadOnlySpan<byte> name)
    {
        int action = Statuses.CodeOf(name);
        return action >= 0 ? action : EventBatch.Unknown - 1 - _unknown.CodeOf(name);
    }

    private string NameOf(int status) => status switch
    {
        >= 0 => ((EventAction)status).ToName(),
        EventBatch.Unknown => "null",
        _ => System.Text.Encoding.UTF8.GetString(_unknown.Text(EventBatch.Unknown - 1 - status)),
    };

    private sealed class Columns(RowGroup group)
    {
        public IntegerLeaf Item { get; } = group.Integers(OzonSchema.ItemId);

        public IntegerLeaf User { get; } = group.Integers(OzonSchema.UserId);

        public TimestampLeaf Created { get; } = group.Timestamps(OzonSchema.CreatedAt);

        public Leaf<ByteArray> Status { get; } = group.Text(OzonSchema.LastStatus);

        public TimestampLeaf Ended { get; } = group.Timestamps(OzonSchema.LastStatusAt);
    }
}
