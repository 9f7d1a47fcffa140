using System.Buffers.Binary;
using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// The binary form of a user history, version 1. Numbers are LEB128 varints (zigzag where they may be negative), strings are
/// UTF-8 with their length before them:
/// <code>
/// version (1 byte)
/// items:   count, ids ascending            widgets: count, names ascending
/// events:  count, then each: time delta, item, action (1 byte), widget, event id (bytes shared with the one before, rest)
/// records: count, then each: item, set fields (bits), their values, in the order of the bits
/// days with a basket: older, count, deltas
/// FNV-1a checksum of all before (4 bytes, little-endian)
/// </code>
/// </summary>
internal static class UserHistoryFormat
{
    private const byte Version = 1;
    private const int ChecksumBytes = 4;

    public static byte[] Write(UserHistory history)
    {
        string[] items = [.. history.Items.Select(static r => r.ItemId)
            .Concat(history.Events.Select(static e => e.ItemId))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        string[] widgets = [.. history.Events.Select(static e => e.Widget).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, int> itemCode = Codes(items);
        Dictionary<string, int> widgetCode = Codes(widgets);

        var writer = new VarintWriter();
        writer.Byte(Version);
        writer.Strings(items);
        writer.Strings(widgets);
        WriteEvents(writer, history.Events, itemCode, widgetCode);
        writer.Unsigned((ulong)history.Items.Count);
        foreach (string item in items)
        {
            if (history.TryGetItem(item, out ItemRecord? record))
            {
                writer.Unsigned((ulong)itemCode[item]);
                WriteRecord(writer, record);
            }
        }

        WriteDays(writer, history.BasketRecord);
        return writer.ToArrayWithChecksum();
    }

    public static UserHistory Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && bytes[0] > Version)
        {
            throw new TandemException(
                $"A user history is of format version {bytes[0]}, this program reads up to {Version}. Upgrade the program.");
        }

        if (bytes.Length <= ChecksumBytes
            || bytes[0] != Version
            || VarintWriter.Checksum(bytes[..^ChecksumBytes]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumBytes..]))
        {
            throw Damaged();
        }

        var reader = new VarintReader(bytes[1..^ChecksumBytes]);
        try
        {
            string[] items = reader.Strings();
            string[] widgets = reader.Strings();
            List<HistoryEvent> events = ReadEvents(ref reader, items, widgets);
            int count = reader.Count();
            var records = new Dictionary<string, ItemRecord>(count, StringComparer.Ordinal);
            for (int i = 0; i < count; i++)
            {
                var record = new ItemRecord(items[reader.Count()]);
                ReadRecord(ref reader, record);
                records.Add(record.ItemId, record);
            }

            var days = new RecentDays(UserHistory.MaxBasketDays);
            ReadDays(ref reader, days);
            return reader.AtEnd ? new UserHistory(events, records, days) : throw Damaged();
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

    private static Dictionary<string, int> Codes(string[] values)
    {
        var codes = new Dictionary<string, int>(values.Length, StringComparer.Ordinal);
        foreach (string value in values)
        {
            codes.Add(value, codes.Count);
        }

        return codes;
    }

    private static void WriteEvents(
        VarintWriter writer, IReadOnlyList<HistoryEvent> events, Dictionary<string, int> itemCode, Dictionary<string, int> widgetCode)
    {
        writer.Unsigned((ulong)events.Count);
        long previous = 0;
        string previousId = "";
        foreach (HistoryEvent e in events)
        {
            writer.Signed(e.OccurredAt - previous);
            writer.Unsigned((ulong)itemCode[e.ItemId]);
            writer.Byte((byte)e.Action);
            writer.Unsigned((ulong)widgetCode[e.Widget]);
            int shared = SharedPrefix(previousId, e.EventId);
            writer.Unsigned((ulong)shared);
            writer.Text(e.EventId.AsSpan(shared));
            (previous, previousId) = (e.OccurredAt, e.EventId);
        }
    }

    private static List<HistoryEvent> ReadEvents(ref VarintReader reader, string[] items, string[] widgets)
    {
        int count = reader.Count();
        var events = new List<HistoryEvent>(count);
        long previous = 0;
        string previousId = "";
        for (int i = 0; i < count; i++)
        {
            previous += reader.Signed();
            string item = items[reader.Count()];
            var action = (EventAction)reader.Byte();
            if ((int)action >= EventActions.Count)
            {
                throw Damaged();
            }

            string widget = widgets[reader.Count()];
            previousId = string.Concat(previousId.AsSpan(0, reader.Count()), reader.Text());
            events.Add(new HistoryEvent(previousId, item, action, widget, previous));
        }

        return events;
    }

    // A prefix never ends inside a surrogate pair: half a pair has no UTF-8 form.
    private static int SharedPrefix(string a, string b)
    {
        int shared = a.AsSpan().CommonPrefixLength(b);
        return shared > 0 && char.IsHighSurrogate(b[shared - 1]) ? shared - 1 : shared;
    }

    private static void WriteRecord(VarintWriter writer, ItemRecord r)
    {
        Span<long> fields = stackalloc long[ItemRecordFields.Count];
        ItemRecordFields.Get(r, fields);
        uint set = 0;
        for (int i = 0; i < fields.Length; i++)
        {
            set |= fields[i] != ItemRecordFields.Absent(i) ? 1u << i : 0;
        }

        writer.Unsigned(set);
        for (int i = 0; i < fields.Length; i++)
        {
            if ((set >> i & 1) == 0)
            {
                continue;
            }

            // Times are stored relative to the last touch, which comes first and is always set.
            bool relative = ItemRecordFields.IsTime(i) && i > 0;
            writer.Signed(relative ? fields[0] - fields[i] : fields[i]);
        }

        WriteDays(writer, r.OrderDayRecord);
    }

    private static void ReadRecord(ref VarintReader reader, ItemRecord r)
    {
        Span<long> fields = stackalloc long[ItemRecordFields.Count];
        ulong set = reader.Unsigned();
        for (int i = 0; i < fields.Length; i++)
        {
            if ((set >> i & 1) == 0)
            {
                fields[i] = ItemRecordFields.Absent(i);
                continue;
            }

            long value = reader.Signed();
            fields[i] = ItemRecordFields.IsTime(i) && i > 0 ? fields[0] - value : value;
        }

        ItemRecordFields.Set(r, fields);
        ReadDays(ref reader, r.OrderDayRecord);
    }

    private static void WriteDays(VarintWriter writer, RecentDays days)
    {
        writer.Unsigned((ulong)days.Older);
        writer.Unsigned((ulong)days.Days.Length);
        int previous = 0;
        foreach (int day in days.Days)
        {
            writer.Signed(day - previous);
            previous = day;
        }
    }

    private static void ReadDays(ref VarintReader reader, RecentDays days)
    {
        int older = reader.Count();
        int count = reader.Count();
        if (count > days.Capacity)
        {
            throw Damaged();
        }

        int[] kept = new int[count];
        int previous = 0;
        for (int i = 0; i < count; i++)
        {
            previous = checked((int)(previous + reader.Signed()));
            kept[i] = previous;
        }

        days.Restore(kept, older);
    }
}
