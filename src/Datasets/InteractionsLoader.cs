using ParquetSharp;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// Reads the event columns into <see cref="Interactions"/>: one pass that codes the texts from their bytes, then a counting
/// sort by user and a stable sort by time within each user. Peak memory is about 55 bytes an event, and the distinct ids;
/// with a space on disk all of the former are there.
/// </summary>
internal sealed class InteractionsLoader(DatasetReader dataset, EventSpace space, DateTimeOffset? until, IProgress<ProgressReport>? progress)
{
    private const string Stage = "reading events";

    /// <summary>The code that all widgets beyond the 254th share.</summary>
    private const int OtherWidget = byte.MaxValue;

    private readonly long _limit = until?.ToUnixTimeMilliseconds() ?? long.MaxValue;
    private readonly TextCodes _users = new();
    private readonly TextCodes _items = new();
    private readonly TextCodes _widgets = new();
    private readonly TextCodes _orders = new();
    private readonly TextCodes _actions = new();

    private EventColumn<int> _user = [];
    private EventColumn<int> _item = [];
    private EventColumn<EventAction> _action = [];
    private EventColumn<long> _time = [];
    private EventColumn<byte> _widget = [];
    private EventColumn<int> _order = [];
    private EventColumn<float> _value = [];
    private int _count;
    private long _unknownItems;

    public Interactions Load(CancellationToken cancellation)
    {
        ReadCodes(cancellation);
        if (dataset.Manifest.Events > Array.MaxLength)
        {
            throw new TandemException($"{dataset.Folder}: {dataset.Manifest.Events} events do not fit in memory; at most {Array.MaxLength}. Import fewer days.");
        }

        Resize((int)dataset.Manifest.Events);
        foreach (string file in DatasetLayout.Parts(dataset.Folder, DatasetLayout.EventsFolder))
        {
            using ParquetTable table = ParquetTable.Open(file);
            for (int index = 0; index < table.RowGroups; index++)
            {
                using RowGroup group = table.OpenRowGroup(index);
                ReadGroup(file, group, cancellation);
                progress?.Report(new ProgressReport(Stage, _count, dataset.Manifest.Events));
            }
        }

        Resize(_count);
        return Build();
    }

    private void ReadCodes(CancellationToken cancellation)
    {
        foreach (string name in EventActions.All)
        {
            _actions.CodeOf(name);
        }

        _widgets.CodeOf(string.Empty);
        foreach (string file in DatasetLayout.Parts(dataset.Folder, DatasetLayout.ItemsFolder))
        {
            using ParquetTable table = ParquetTable.Open(file);
            for (int index = 0; index < table.RowGroups; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                using RowGroup group = table.OpenRowGroup(index);
                Leaf<ByteArray> itemId = group.Text("item_id");
                for (long row = 0; row < group.Rows; row++)
                {
                    int before = _items.Count;
                    if (!itemId.TryRead(out ByteArray id) || _items.CodeOf(id.AsSpan()) < before)
                    {
                        throw new TandemException($"{file}: an item_id is null or came before. Import the dataset again.");
                    }
                }
            }
        }
    }

    private void ReadGroup(string file, RowGroup group, CancellationToken cancellation)
    {
        Leaf<ByteArray> userId = group.Text("user_id");
        Leaf<ByteArray> itemId = group.Text("item_id");
        Leaf<ByteArray> action = group.Text("action");
        TimestampLeaf occurredAt = group.Timestamps("occurred_at");
        Leaf<ByteArray> widget = group.Text("widget");
        Leaf<ByteArray> orderId = group.Text("order_id");
        Leaf<double> value = group.Doubles("value");
        for (long row = 0; row < group.Rows; row++)
        {
            if ((row & 0xFFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            // Every column is read on every row, taken or not, to stay in step.
            bool hasUser = userId.TryRead(out ByteArray user);
            bool hasItem = itemId.TryRead(out ByteArray item);
            bool hasAction = action.TryRead(out ByteArray name);
            bool hasTime = occurredAt.TryRead(out long time);
            bool hasWidget = widget.TryRead(out ByteArray place);
            bool hasOrder = orderId.TryRead(out ByteArray order);
            value.TryRead(out double money);
            if (!(hasUser && hasItem && hasAction && hasTime) || !_actions.TryFind(name.AsSpan(), out int code))
            {
                throw new TandemException($"{file}: an event has no user, item or time, or an unknown action. Import the dataset again.");
            }

            // What only says whether an item may be shown is nothing to learn from.
            if (time > _limit || !((EventAction)code).IsSignal())
            {
                continue;
            }

            if (!_items.TryFind(item.AsSpan(), out int itemCode))
            {
                _unknownItems++;
                continue;
            }

            if (_count == _user.Length)
            {
                Resize((int)Math.Min(Math.Max(1024L, _count * 2L), Array.MaxLength));
            }

            _user.Writable[_count] = _users.CodeOf(user.AsSpan());
            _item.Writable[_count] = itemCode;
            _action.Writable[_count] = (EventAction)code;
            _time.Writable[_count] = time;
            _widget.Writable[_count] = hasWidget ? (byte)Math.Min(_widgets.CodeOf(place.AsSpan()), OtherWidget) : (byte)0;
            _order.Writable[_count] = hasOrder ? _orders.CodeOf(order.AsSpan()) : -1;
            _value.Writable[_count] = (float)money;
            _count++;
        }
    }

    private Interactions Build()
    {
        int[] start = CountingSort.Starts(_user.AsSpan(), _users.Count);
        EventColumn<int> order = space.Create<int>(_count);
        CountingSort.StableOrder(_user.AsSpan(), start, order.Writable);
        SortByTime(order.Writable, start);
        string[] users = _users.ToStrings();
        string? prefix = dataset.Manifest.AnonymousUserPrefix;
        return new Interactions
        {
            UserIds = users,
            ItemIds = _items.ToStrings(),
            WidgetNames = WidgetNames(),
            UserStart = start,
            Item = Permuted(ref _item, order),
            Action = Permuted(ref _action, order),
            OccurredAt = Permuted(ref _time, order),
            Widget = Permuted(ref _widget, order),
            Order = Permuted(ref _order, order),
            Value = Permuted(ref _value, order),
            Outcome = dataset.Manifest.Outcome,
            Anonymous = Array.ConvertAll(users, user => prefix is not null && user.StartsWith(prefix, StringComparison.Ordinal)),
            UnknownItemEvents = _unknownItems,
            Space = space,
        };
    }

    /// <summary>Sorts each user's rows by time, then by stored position, which makes the sort stable.</summary>
    private void SortByTime(Span<int> order, int[] start)
    {
        EventColumn<long> time = _time;
        for (int user = 0; user + 1 < start.Length; user++)
        {
            Span<int> rows = order[start[user]..start[user + 1]];
            for (int i = 1; i < rows.Length; i++)
            {
                if (time[rows[i]] < time[rows[i - 1]])
                {
                    rows.Sort((a, b) => time[a] != time[b] ? time[a].CompareTo(time[b]) : a.CompareTo(b));
                    break;
                }
            }
        }
    }

    private string[] WidgetNames()
    {
        string[] names = _widgets.ToStrings();
        if (names.Length <= OtherWidget)
        {
            return names;
        }

        Array.Resize(ref names, OtherWidget + 1);
        names[OtherWidget] = "other";
        return names;
    }

    private void Resize(int rows)
    {
        Resize(ref _user, rows);
        Resize(ref _item, rows);
        Resize(ref _action, rows);
        Resize(ref _time, rows);
        Resize(ref _widget, rows);
        Resize(ref _order, rows);
        Resize(ref _value, rows);
    }

    private void Resize<T>(ref EventColumn<T> column, int rows)
        where T : unmanaged
    {
        if (rows < column.Length)
        {
            column = column.First(rows);
            return;
        }

        EventColumn<T> larger = space.Create<T>(rows);
        column.AsSpan().CopyTo(larger.Writable);
        column = larger;
    }

    /// <summary>Gives the column in the new order and lets the old one go, so that in memory only one column exists twice.</summary>
    private EventColumn<T> Permuted<T>(ref EventColumn<T> column, EventColumn<int> order)
        where T : unmanaged
    {
        EventColumn<T> sorted = space.Create<T>(order.Length);
        Span<T> to = sorted.Writable;
        ReadOnlySpan<T> from = column.AsSpan();
        ReadOnlySpan<int> rows = order.AsSpan();
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[rows[i]];
        }

        column = [];
        return sorted;
    }
}
