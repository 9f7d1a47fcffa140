using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// Events in the order in which they come, made into <see cref="Interactions"/> by a counting sort by user and a stable sort by time within
/// each user. Not thread-safe.
/// </summary>
internal sealed class EventRows(EventSpace space)
{
    private const int Least = 1024;

    /// <summary>The code that all widgets beyond the 254th share.</summary>
    private const int OtherWidget = byte.MaxValue;

    private EventColumn<int> _user = [];
    private EventColumn<int> _item = [];
    private EventColumn<EventAction> _action = [];
    private EventColumn<long> _time = [];
    private EventColumn<byte> _widget = [];
    private EventColumn<int> _order = [];
    private EventColumn<float> _value = [];

    public int Count { get; private set; }

    /// <summary>Makes room; fewer rows cost nothing but that, more make it grow.</summary>
    public void Reserve(int rows) => Resize(rows);

    /// <param name="time">Milliseconds since 1970-01-01 UTC.</param>
    /// <param name="order">-1 for none.</param>
    public void Add(int user, int item, EventAction action, long time, int widget, int order, float value)
    {
        if (Count == _user.Length)
        {
            Resize((int)Math.Min(Math.Max(Least, Count * 2L), Array.MaxLength));
        }

        _user.Writable[Count] = user;
        _item.Writable[Count] = item;
        _action.Writable[Count] = action;
        _time.Writable[Count] = time;
        _widget.Writable[Count] = (byte)Math.Min(widget, OtherWidget);
        _order.Writable[Count] = order;
        _value.Writable[Count] = value;
        Count++;
    }

    /// <summary>The rows as columns; the object is used up.</summary>
    /// <param name="anonymous">[users]</param>
    public Interactions Build(string[] userIds, string[] itemIds, string[] widgets, EventAction outcome, bool[] anonymous, long unknownItems)
    {
        Resize(Count);
        int[] start = CountingSort.Starts(_user.AsSpan(), userIds.Length);
        EventColumn<int> order = space.Create<int>(Count);
        CountingSort.StableOrder(_user.AsSpan(), start, order.Writable);
        SortByTime(order.Writable, start);
        return new Interactions
        {
            UserIds = userIds,
            ItemIds = itemIds,
            WidgetNames = Named(widgets),
            UserStart = start,
            Item = Permuted(ref _item, order),
            Action = Permuted(ref _action, order),
            OccurredAt = Permuted(ref _time, order),
            Widget = Permuted(ref _widget, order),
            Order = Permuted(ref _order, order),
            Value = Permuted(ref _value, order),
            Outcome = outcome,
            Anonymous = anonymous,
            UnknownItemEvents = unknownItems,
            Space = space,
        };
    }

    private static string[] Named(string[] widgets)
    {
        if (widgets.Length <= OtherWidget)
        {
            return widgets;
        }

        string[] names = widgets[..(OtherWidget + 1)];
        names[OtherWidget] = "other";
        return names;
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
