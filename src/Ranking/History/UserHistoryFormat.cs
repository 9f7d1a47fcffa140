using System.Buffers.Binary;
using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// The binary form of a user history, version 2. What follows from the sequence is not stored again: reading folds the sequence, and the
/// records add what came before it. Numbers are LEB128 varints (zigzag where they may be negative), strings are UTF-8 with their length
/// before them:
/// <code>
/// version (1 byte)
/// items: see <see cref="ItemIdTable"/>        widgets: count, names ascending
/// events:  count, time of the first, then each: time since the one before, item, action and widget (1 byte, see below), id
/// floor:   0 if it is that of age, 1 without an item, 2 + the item's code; then, unless 0, time before the last event
/// records: count, then each: item, actions that have an older time (bits), times before the last event, older days of orders
/// baskets: count of older days, differences
/// FNV-1a checksum of all before (4 bytes, little-endian)
/// </code>
/// The byte of an event has the action in its low four bits, the widget's code in three (7: it follows as a varint), and a bit that says
/// that the id's header is that of the id before it and is left out.
/// </summary>
internal static class UserHistoryFormat
{
    private const byte Version = 2;
    private const int ChecksumBytes = 4;
    private const int ActionBits = 4;
    private const int WidgetFollows = 7;
    private const int SameHeader = 0x80;

    public static byte[] Write(UserHistory history)
    {
        var writer = new VarintWriter();
        writer.Byte(Version);
        string? floorItem = history.Floor == history.AgeFloor ? null : history.Floor.ItemId;
        Dictionary<string, int> items = ItemIdTable.Write(
            writer,
            [.. history.Items.Select(static record => record.ItemId), .. floorItem is null ? Array.Empty<string>() : [floorItem]]);
        string[] widgets = [.. history.Events.Select(static e => e.Widget).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        writer.Strings(widgets);
        WriteEvents(writer, history.Events, items, widgets);
        WriteFloor(writer, history, items);

        UserHistory sequence = history.OfSequence();
        WriteRecords(writer, history, sequence, items);
        WriteOlderDays(writer, history.BasketDaySet, sequence.BasketDaySet);
        return writer.ToArrayWithChecksum();
    }

    /// <summary>Reads into an empty history.</summary>
    public static UserHistory Read(ReadOnlySpan<byte> bytes, UserHistory history)
    {
        if (bytes.Length > 0 && bytes[0] != Version)
        {
            throw new TandemException(
                $"A user history is of format version {bytes[0]}, this program reads version {Version}. Use the program that wrote it, or rebuild the user from the events.");
        }

        if (bytes.Length <= ChecksumBytes
            || VarintWriter.Checksum(bytes[..^ChecksumBytes]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumBytes..]))
        {
            throw Damaged();
        }

        var reader = new VarintReader(bytes[1..^ChecksumBytes]);
        try
        {
            string[] items = ItemIdTable.Read(ref reader);
            string[] widgets = reader.Strings();
            long last = ReadEvents(ref reader, history, items, widgets);
            HistoryFloor floor = ReadFloor(ref reader, last, items);
            ReadRecords(ref reader, history, last, items);
            ReadDays(ref reader, history.BasketDaySet);
            history.Restore(floor);
            return reader.AtEnd ? history : throw Damaged();
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw Damaged(exception);
        }
    }

    private static TandemException Damaged(Exception? inner = null)
    {
        const string Message = "The stored bytes of a user history are damaged: their checksum or layout is wrong. Rebuild it from the event log.";
        return inner is null ? new TandemException(Message) : new TandemException(Message, inner);
    }

    private static void WriteEvents(VarintWriter writer, IReadOnlyList<HistoryEvent> events, Dictionary<string, int> items, string[] widgets)
    {
        writer.Unsigned((ulong)events.Count);
        long previous = events.Count == 0 ? 0 : events[0].OccurredAt;
        writer.Signed(previous);
        IdCodec ids = new();
        int header = 0;
        foreach (HistoryEvent e in events)
        {
            writer.Unsigned((ulong)(e.OccurredAt - previous));
            writer.Unsigned((ulong)items[e.ItemId]);
            int widget = Array.BinarySearch(widgets, e.Widget, StringComparer.Ordinal);
            int next = ids.HeaderOf(e.EventId);
            writer.Byte((byte)((int)e.Action | (Math.Min(widget, WidgetFollows) << ActionBits) | (next == header ? SameHeader : 0)));
            if (widget >= WidgetFollows)
            {
                writer.Unsigned((ulong)widget);
            }

            if (next != header)
            {
                writer.Unsigned((ulong)next);
            }

            ids.Write(writer, e.EventId);
            (previous, header) = (e.OccurredAt, next);
        }
    }

    /// <summary>The time that others are told from: that of the last event, 0 where there is none.</summary>
    private static long Last(UserHistory history) => history.IsEmpty ? 0 : history.LastEventAt;

    /// <summary>Returns the time of the last event.</summary>
    private static long ReadEvents(ref VarintReader reader, UserHistory history, string[] items, string[] widgets)
    {
        int count = reader.Length();
        long previous = reader.Signed();
        IdCodec ids = new();
        int header = 0;
        for (int i = 0; i < count; i++)
        {
            previous += (long)reader.Unsigned();
            string item = items[reader.Count()];
            byte packed = reader.Byte();
            int widget = (packed & ~SameHeader) >> ActionBits;
            string widgetName = widgets[widget == WidgetFollows ? reader.Count() : widget];
            var action = (EventAction)(packed & ((1 << ActionBits) - 1));
            if ((int)action >= EventActions.Count)
            {
                throw Damaged();
            }

            header = (packed & SameHeader) != 0 ? header : reader.Count();
            history.Apply(new HistoryEvent(ids.Read(ref reader, header), item, action, widgetName, previous));
        }

        return previous;
    }

    private static void WriteFloor(VarintWriter writer, UserHistory history, Dictionary<string, int> items)
    {
        if (history.Floor == history.AgeFloor)
        {
            writer.Byte(0);
            return;
        }

        writer.Unsigned(history.Floor.ItemId is { } item ? 2 + (ulong)items[item] : 1);
        writer.Signed(Last(history) - history.Floor.Time);
    }

    private static HistoryFloor ReadFloor(ref VarintReader reader, long last, string[] items)
    {
        int form = reader.Count();
        return form == 0 ? HistoryFloor.None : new HistoryFloor(last - reader.Signed(), form == 1 ? null : items[form - 2]);
    }

    private static void WriteRecords(VarintWriter writer, UserHistory history, UserHistory sequence, Dictionary<string, int> items)
    {
        var none = new ItemRecord("");
        long last = Last(history);
        (int Code, ItemRecord Record, ItemRecord Known)[] older =
        [
            .. history.Items
                .Select(record => (items[record.ItemId], record, sequence.TryGetItem(record.ItemId, out ItemRecord? known) ? known : none))
                .Where(static entry => entry.record.HasMoreThan(entry.Item3))
                .OrderBy(static entry => entry.Item1),
        ];
        writer.Unsigned((ulong)older.Length);
        foreach ((int code, ItemRecord record, ItemRecord known) in older)
        {
            writer.Unsigned((ulong)code);
            uint set = 0;
            for (int action = 0; action < EventActions.Count; action++)
            {
                set |= record.Last((EventAction)action) != known.Last((EventAction)action) ? 1u << action : 0;
            }

            writer.Unsigned(set);
            for (int action = 0; action < EventActions.Count; action++)
            {
                if ((set >> action & 1) != 0)
                {
                    writer.Signed(last - record.Last((EventAction)action));
                }
            }

            WriteOlderDays(writer, record.OrderDaySet, known.OrderDaySet);
        }
    }

    private static void ReadRecords(ref VarintReader reader, UserHistory history, long last, string[] items)
    {
        int count = reader.Length();
        for (int i = 0; i < count; i++)
        {
            ItemRecord record = history.RecordOf(items[reader.Count()]);
            ulong set = reader.Unsigned();
            for (int action = 0; action < EventActions.Count; action++)
            {
                if ((set >> action & 1) != 0)
                {
                    record.Remember((EventAction)action, last - reader.Signed());
                }
            }

            ReadDays(ref reader, record.OrderDaySet);
        }
    }

    private static void WriteOlderDays(VarintWriter writer, DaySet days, DaySet known)
    {
        int older = 0;
        foreach (int day in days.Days)
        {
            older += known.Contains(day) ? 0 : 1;
        }

        writer.Unsigned((ulong)older);
        int previous = 0;
        foreach (int day in days.Days)
        {
            if (!known.Contains(day))
            {
                writer.Signed(day - previous);
                previous = day;
            }
        }
    }

    private static void ReadDays(ref VarintReader reader, DaySet days)
    {
        int count = reader.Length();
        int previous = 0;
        for (int i = 0; i < count; i++)
        {
            previous = checked((int)(previous + reader.Signed()));
            days.Add(previous);
        }
    }
}
