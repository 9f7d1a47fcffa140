using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Tandem.Domain;

namespace Tandem.Storage;

/// <summary>
/// The compact binary form of an event. Layout of version 1: version (1 byte) | flags (1 byte) | action (1 byte) |
/// occurredAt (Unix milliseconds, zig-zag varint) | [event id, user id] | item id | [widget] | [order id] | [value, 8 bytes little-endian] |
/// [recommendation id] | [trace id, 16 bytes; span id, 8 bytes]. Texts are a varint byte length and UTF-8; the flags say which of the
/// bracketed fields are there. A body is the same without the two ids, for logs that keep those in columns of their own.
/// </summary>
public static partial class ShopEventCodec
{
    /// <summary>The version that is written.</summary>
    public const byte Version = 1;

    private const byte HasWidget = 1;
    private const byte HasOrder = 2;
    private const byte HasValue = 4;
    private const byte HasRecommendation = 8;
    private const byte HasTrace = 16;
    private const byte HasIds = 128;
    private const byte KnownFlags = HasWidget | HasOrder | HasValue | HasRecommendation | HasTrace | HasIds;

    private const int TraceIdLength = 16;
    private const int SpanIdLength = 8;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly long MinTime = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The whole event. Times keep whole milliseconds, in UTC.</summary>
    public static byte[] Encode(ShopEvent shopEvent)
    {
        Validate(shopEvent);
        var output = new ArrayBufferWriter<byte>(128);
        Write(shopEvent, output, ids: true, trace: default);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes the event without its event and user id. The caller has validated it.</summary>
    /// <param name="shopEvent">The event.</param>
    /// <param name="output">Where to.</param>
    /// <param name="trace">The trace that it came in; kept if it is being recorded.</param>
    public static void EncodeBody(ShopEvent shopEvent, IBufferWriter<byte> output, ActivityContext trace = default)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        ArgumentNullException.ThrowIfNull(output);
        Write(shopEvent, output, ids: false, trace);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="TandemException">The bytes are no event, or were written by a newer version.</exception>
    public static ShopEvent Decode(ReadOnlySpan<byte> bytes) => Read(bytes, null, null, out _);

    /// <summary>Reads what <see cref="EncodeBody"/> wrote and adds the ids.</summary>
    /// <exception cref="TandemException">The bytes are no event body, or were written by a newer version.</exception>
    public static ShopEvent DecodeBody(ReadOnlySpan<byte> bytes, string eventId, string userId) => DecodeBody(bytes, eventId, userId, out _);

    /// <summary>Reads what <see cref="EncodeBody"/> wrote and adds the ids.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="eventId">The event's id.</param>
    /// <param name="userId">The user's id.</param>
    /// <param name="trace">The recorded trace that the event came in, or the default.</param>
    /// <exception cref="TandemException">The bytes are no event body, or were written by a newer version.</exception>
    public static ShopEvent DecodeBody(ReadOnlySpan<byte> bytes, string eventId, string userId, out ActivityContext trace)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        ArgumentNullException.ThrowIfNull(userId);
        return Read(bytes, eventId, userId, out trace);
    }

    private static void Write(ShopEvent shopEvent, IBufferWriter<byte> output, bool ids, ActivityContext trace)
    {
        bool traced = trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);
        int flags = (ids ? HasIds : 0)
            | (shopEvent.Widget is null ? 0 : HasWidget)
            | (shopEvent.OrderId is null ? 0 : HasOrder)
            | (shopEvent.Value is null ? 0 : HasValue)
            | (shopEvent.RecommendationId is null ? 0 : HasRecommendation)
            | (traced ? HasTrace : 0);
        Span<byte> head = output.GetSpan(3);
        head[0] = Version;
        head[1] = (byte)flags;
        head[2] = (byte)shopEvent.Action;
        output.Advance(3);

        long time = shopEvent.OccurredAt.ToUnixTimeMilliseconds();
        WriteVarint(output, (ulong)((time << 1) ^ (time >> 63)));
        if (ids)
        {
            WriteText(output, shopEvent.EventId);
            WriteText(output, shopEvent.UserId);
        }

        WriteText(output, shopEvent.ItemId);
        if (shopEvent.Widget is { } widget)
            WriteText(output, widget);
        if (shopEvent.OrderId is { } order)
            WriteText(output, order);
        if (shopEvent.Value is { } value)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(sizeof(double)), value);
            output.Advance(sizeof(double));
        }

        if (shopEvent.RecommendationId is { } recommendation)
            WriteText(output, recommendation);
        if (traced)
            WriteTrace(output, trace);
    }

    private static ShopEvent Read(ReadOnlySpan<byte> bytes, string? eventId, string? userId, out ActivityContext trace)
    {
        if (bytes.Length < 4)
            throw Damaged("it is too short");
        if (bytes[0] != Version)
        {
            throw new TandemException(
                $"A stored event has the format version {bytes[0]}, this program reads {Version}. Use the version of Tandem that wrote it, or a newer one.");
        }

        int flags = bytes[1];
        byte action = bytes[2];
        if ((flags & ~KnownFlags) != 0 || action >= EventActions.Count || ((flags & HasIds) != 0) != (eventId is null))
            throw Damaged("its header is not valid");

        int at = 3;
        ulong zigzag = ReadVarint(bytes, ref at);
        long time = (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
        if (time < MinTime || time > MaxTime)
            throw Damaged("its time is out of range");

        eventId ??= ReadText(bytes, ref at);
        userId ??= ReadText(bytes, ref at);
        string itemId = ReadText(bytes, ref at);
        string? widget = (flags & HasWidget) != 0 ? ReadText(bytes, ref at) : null;
        string? order = (flags & HasOrder) != 0 ? ReadText(bytes, ref at) : null;
        double? value = (flags & HasValue) != 0 ? ReadDouble(bytes, ref at) : null;
        string? recommendation = (flags & HasRecommendation) != 0 ? ReadText(bytes, ref at) : null;
        trace = (flags & HasTrace) != 0 ? ReadTrace(bytes, ref at) : default;
        if (at != bytes.Length)
            throw Damaged($"{bytes.Length - at} bytes are left over");

        return new ShopEvent
        {
            EventId = eventId,
            UserId = userId,
            ItemId = itemId,
            Action = (EventAction)action,
            OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(time),
            Widget = widget,
            OrderId = order,
            Value = value,
            RecommendationId = recommendation,
        };
    }

    private static void WriteText(IBufferWriter<byte> output, string text)
    {
        int length = StrictUtf8.GetByteCount(text);
        WriteVarint(output, (ulong)length);
        output.Advance(StrictUtf8.GetBytes(text, output.GetSpan(length)));
    }

    private static string ReadText(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong length = ReadVarint(bytes, ref at);
        if (length > (ulong)(bytes.Length - at))
            throw Damaged("a text runs past its end");
        ReadOnlySpan<byte> text = bytes.Slice(at, (int)length);
        at += (int)length;
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("a text is not UTF-8");
        }
    }

    private static double ReadDouble(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (bytes.Length - at < sizeof(double))
            throw Damaged("its value is cut off");
        double value = BinaryPrimitives.ReadDoubleLittleEndian(bytes[at..]);
        at += sizeof(double);
        return value;
    }

    private static void WriteTrace(IBufferWriter<byte> output, ActivityContext trace)
    {
        Span<byte> span = output.GetSpan(TraceIdLength + SpanIdLength);
        trace.TraceId.CopyTo(span[..TraceIdLength]);
        trace.SpanId.CopyTo(span.Slice(TraceIdLength, SpanIdLength));
        output.Advance(TraceIdLength + SpanIdLength);
    }

    private static ActivityContext ReadTrace(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (bytes.Length - at < TraceIdLength + SpanIdLength)
            throw Damaged("its trace is cut off");
        var traceId = ActivityTraceId.CreateFromBytes(bytes.Slice(at, TraceIdLength));
        var spanId = ActivitySpanId.CreateFromBytes(bytes.Slice(at + TraceIdLength, SpanIdLength));
        at += TraceIdLength + SpanIdLength;
        return new ActivityContext(traceId, spanId, ActivityTraceFlags.Recorded, isRemote: true);
    }

    private static void WriteVarint(IBufferWriter<byte> output, ulong value)
    {
        Span<byte> span = output.GetSpan(10);
        int length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        output.Advance(length);
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length)
                throw Damaged("a number is cut off");
            byte b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
                return value;
        }

        throw Damaged("a number is too long");
    }

    private static TandemException Damaged(string why) =>
        new($"A stored event is damaged: {why}. Restore the event log from a backup, or delete the event.");
}
