using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Datasets.Events;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary><c>tracker</c>: a row is one action on an item's page, in the cart or on the favourites.</summary>
internal sealed class OzonTracker(IdSet items, OzonUnitRun run, OzonEventPart part) : IOzonEventReader
{
    private static readonly ActionCodes Actions = ActionCodes.Of(OzonSchema.IsTracked);

    private readonly long[] _items = new long[StepReader.Capacity];
    private readonly long[] _users = new long[StepReader.Capacity];
    private readonly long[] _times = new long[StepReader.Capacity];
    private readonly int[] _actions = new int[StepReader.Capacity];
    private readonly int[] _widgets = new int[StepReader.Capacity];
    private Columns? _columns;

    public void Open(RowGroup columns) => _columns = new Columns(columns);

    public void Read(StepReader steps)
    {
        Columns columns = _columns!;
        steps.Read(_items, to => columns.Item.ReadRows(to, IntegerCodes.NoId));
        steps.Read(_users, to => columns.User.ReadRows(to, IntegerCodes.NoId));
        steps.Read(_times, to => columns.Time.ReadRows(to, OzonTime.Never));
        steps.Read(_actions, to => columns.Action.ReadRows(to, Actions.Convert, EventBatch.Unknown));
        steps.Read(_widgets, to => columns.Widget.ReadRows(to, (names, codes) => TextRuns.Convert(names, codes, part.Widgets.CodeOf), OzonEvent.NoWidget));
    }

    public void Take(int index, long row)
    {
        long item = _items[index];
        long user = _users[index];
        long time = _times[index];
        string? reason = this switch
        {
            _ when item == IntegerCodes.NoId || user == IntegerCodes.NoId => "action without an item or user",
            _ when !OzonTime.IsPlausible(time) => OzonTime.Implausible,
            _ when _actions[index] == EventBatch.Unknown => "unknown action",
            _ when !items.Contains(item) => OzonItems.Unknown,
            _ => null,
        };
        if (reason is not null)
        {
            run.Reject(row, reason, FormattableString.Invariant($"item {item} user {user} time {time}"));
            return;
        }

        run.Taken++;
        part.Add(new OzonEvent(OzonEventKind.Tracked, (EventAction)_actions[index], _widgets[index], row, user, item, time));
    }

    private sealed class Columns(RowGroup group)
    {
        public IntegerLeaf Item { get; } = group.Integers(OzonSchema.ItemId);

        public IntegerLeaf User { get; } = group.Integers(OzonSchema.UserId);

        public TimestampLeaf Time { get; } = group.Timestamps(OzonSchema.Timestamp);

        public Leaf<ByteArray> Action { get; } = group.Text(OzonSchema.ActionType);

        public Leaf<ByteArray> Widget { get; } = group.Text(OzonSchema.ActionWidget);
    }
}
