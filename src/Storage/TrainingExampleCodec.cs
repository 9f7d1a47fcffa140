using System.Text;
using Tandem.Domain;

namespace Tandem.Storage;

/// <summary>
/// The compact binary form of an example without its user id, which the log keeps in a column. Layout of version 1, all numbers
/// varints, times zig-zag: version (1 byte) | texts: count, each length and UTF-8 | decidedAt | events: count, each item, widget
/// (places among the texts), action (1 byte), time before the decision | labels: count, each event id, item, action, time after it.
/// </summary>
public static class TrainingExampleCodec
{
    /// <summary>The version that is written.</summary>
    public const byte Version = 1;

    /// <summary>Bounds what damaged bytes can make the reader allocate.</summary>
    private const int MaxCount = 1 << 16;

    /// <summary>Checks that an example can be stored.</summary>
    /// <exception cref="TandemException">It can't; the message says why.</exception>
    public static void Validate(TrainingExample example)
    {
        ArgumentNullException.ThrowIfNull(example);
        if (string.IsNullOrEmpty(example.UserId) || example.Labels.Count == 0)
            throw new TandemException("An example needs a user id and at least one label.");
        if (example.Sequence.Any(static e => string.IsNullOrEmpty(e.ItemId)) || example.Labels.Any(static l => string.IsNullOrEmpty(l.ItemId) || string.IsNullOrEmpty(l.EventId)))
            throw new TandemException("An example has an event or a label with an empty id.");
        if (example.Sequence.Count > MaxCount || example.Labels.Count > MaxCount)
            throw new TandemException($"An example has more than {MaxCount} events or labels.");
    }

    /// <summary>The example without its user id. The caller has validated it.</summary>
    public static byte[] Encode(TrainingExample example)
    {
        ArgumentNullException.ThrowIfNull(example);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ExampleEvent e in example.Sequence)
        {
            places.TryAdd(e.ItemId, places.Count);
            places.TryAdd(e.Widget, places.Count);
        }

        foreach (ExampleLabel label in example.Labels)
        {
            places.TryAdd(label.ItemId, places.Count);
            places.TryAdd(label.EventId, places.Count);
        }

        using var bytes = new MemoryStream(256);
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Version);
        writer.Write7BitEncodedInt(places.Count);
        foreach (string text in places.Keys)
            writer.Write(text);
        WriteTime(writer, example.DecidedAt);
        writer.Write7BitEncodedInt(example.Sequence.Count);
        foreach (ExampleEvent e in example.Sequence)
        {
            writer.Write7BitEncodedInt(places[e.ItemId]);
            writer.Write7BitEncodedInt(places[e.Widget]);
            writer.Write((byte)e.Action);
            WriteTime(writer, example.DecidedAt - e.OccurredAt);
        }

        writer.Write7BitEncodedInt(example.Labels.Count);
        foreach (ExampleLabel label in example.Labels)
        {
            writer.Write7BitEncodedInt(places[label.EventId]);
            writer.Write7BitEncodedInt(places[label.ItemId]);
            writer.Write((byte)label.Action);
            WriteTime(writer, label.OccurredAt - example.DecidedAt);
        }

        return bytes.ToArray();
    }

    /// <exception cref="TandemException">The bytes are damaged or of a newer version.</exception>
    public static TrainingExample Decode(byte[] bytes, string userId)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes, writable: false), new UTF8Encoding(false, throwOnInvalidBytes: true));
            byte version = reader.ReadByte();
            if (version != Version)
                throw new TandemException($"An example has format version {version}, this program reads {Version}.");
            string[] texts = ReadMany(reader, static r => r.ReadString());
            long decidedAt = ReadTime(reader);
            ExampleEvent[] sequence = ReadMany(reader, r => ReadEvent(r, texts, decidedAt));
            ExampleLabel[] labels = ReadMany(reader, r => new ExampleLabel(Text(r, texts), Text(r, texts), ReadAction(r), decidedAt + ReadTime(r)));
            var example = new TrainingExample(userId, decidedAt, sequence, labels);
            Validate(example);
            return example;
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new TandemException($"An example cannot be read: {error.Message}", error);
        }
    }

    private static void WriteTime(BinaryWriter writer, long milliseconds) =>
        writer.Write7BitEncodedInt64((milliseconds << 1) ^ (milliseconds >> 63));

    private static long ReadTime(BinaryReader reader)
    {
        long zigZag = reader.Read7BitEncodedInt64();
        return (long)((ulong)zigZag >> 1) ^ -(zigZag & 1);
    }

    private static string Text(BinaryReader reader, string[] texts) => texts[reader.Read7BitEncodedInt()];

    private static ExampleEvent ReadEvent(BinaryReader reader, string[] texts, long decidedAt)
    {
        string item = Text(reader, texts);
        string widget = Text(reader, texts);
        return new ExampleEvent(item, ReadAction(reader), widget, decidedAt - ReadTime(reader));
    }

    private static EventAction ReadAction(BinaryReader reader)
    {
        byte code = reader.ReadByte();
        return code < EventActions.Count ? (EventAction)code : throw new TandemException($"An example has the action code {code}, which is not defined.");
    }

    private static T[] ReadMany<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        int count = reader.Read7BitEncodedInt();
        if (count is < 0 or > MaxCount * 4)
            throw new TandemException($"An example cannot be read: it says that it has {count} parts.");
        var parts = new List<T>(Math.Min(count, 256));
        for (int i = 0; i < count; i++)
            parts.Add(read(reader));
        return [.. parts];
    }
}
