using System.Buffers;
using System.Diagnostics;
using FsCheck.Xunit;
using Tandem.Domain;

namespace Tandem.Storage.Tests;

public class ShopEventCodecTests
{
    [Property(MaxTest = 300)]
    public void Decode_OfEncodedEvent_IsEqual(int seed)
    {
        ShopEvent original = Events.Any(new Random(seed));
        ShopEvent decoded = ShopEventCodec.Decode(ShopEventCodec.Encode(original));
        Assert.Equal(original, decoded);
    }

    [Property(MaxTest = 200)]
    public void DecodeBody_OfEncodedBody_IsEqual(int seed)
    {
        ShopEvent original = Events.Any(new Random(seed));
        var body = new ArrayBufferWriter<byte>();
        ShopEventCodec.EncodeBody(original, body);
        Assert.Equal(original, ShopEventCodec.DecodeBody(body.WrittenSpan, original.EventId, original.UserId));
    }

    [Property(MaxTest = 100)]
    public void DecodeBody_OfATracedEvent_GivesTheEventAndTheTrace(int seed)
    {
        ShopEvent original = Events.Any(new Random(seed));
        ActivityContext trace = new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);
        var body = new ArrayBufferWriter<byte>();
        ShopEventCodec.EncodeBody(original, body, trace);

        Assert.Equal(original, ShopEventCodec.DecodeBody(body.WrittenSpan, original.EventId, original.UserId, out ActivityContext read));
        Assert.Equal(trace, read);
        for (int length = 0; length < body.WrittenCount; length++)
            Assert.Throws<TandemException>(() => ShopEventCodec.DecodeBody(body.WrittenSpan[..length], original.EventId, original.UserId));
    }

    [Fact]
    public void EncodeBody_TraceThatIsNotRecorded_TakesNoRoom()
    {
        ActivityContext trace = new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);
        var with = new ArrayBufferWriter<byte>();
        var without = new ArrayBufferWriter<byte>();
        ShopEventCodec.EncodeBody(Events.Simple("e"), with, trace);
        ShopEventCodec.EncodeBody(Events.Simple("e"), without);

        Assert.Equal(without.WrittenSpan, with.WrittenSpan);
    }

    [Property(MaxTest = 100)]
    public void Decode_CutOff_IsRefused(int seed)
    {
        byte[] bytes = ShopEventCodec.Encode(Events.Any(new Random(seed)));
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<TandemException>(() => ShopEventCodec.Decode(bytes.AsSpan(0, length)));
    }

    [Property(MaxTest = 300)]
    public void Decode_AnyBytes_GivesAnEventOrARefusal(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = ShopEventCodec.Encode(Events.Any(random));
        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        Exception? error = Record.Exception(() => ShopEventCodec.Decode(bytes));
        Assert.True(error is null or TandemException, error?.ToString());
    }

    [Fact]
    public void Encode_KnownEvent_GivesTheseBytes()
    {
        var shopEvent = new ShopEvent
        {
            EventId = "e",
            UserId = "u",
            ItemId = "i",
            Action = EventAction.Order,
            OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(-65),
            Value = 1.0,
        };
        Assert.Equal("01840781010165017501" + "69" + "000000000000F03F", Convert.ToHexString(ShopEventCodec.Encode(shopEvent)));
    }

    [Fact]
    public void Encode_TimeWithMicrosecondsAndOffset_KeepsUtcMilliseconds()
    {
        var time = new DateTimeOffset(2011, 11, 25, 15, 0, 0, 123, 456, TimeSpan.FromHours(3));
        ShopEvent decoded = ShopEventCodec.Decode(ShopEventCodec.Encode(Events.Simple("e") with { OccurredAt = time }));
        Assert.Equal(new DateTimeOffset(2011, 11, 25, 12, 0, 0, 123, TimeSpan.Zero), decoded.OccurredAt);
        Assert.Equal(TimeSpan.Zero, decoded.OccurredAt.Offset);
    }

    [Fact]
    public void Decode_NewerVersion_NamesBothVersions()
    {
        byte[] bytes = ShopEventCodec.Encode(Events.Simple("e"));
        bytes[0] = 9;
        var error = Assert.Throws<TandemException>(() => ShopEventCodec.Decode(bytes));
        Assert.Contains("version 9", error.Message, StringComparison.Ordinal);
        Assert.Contains("reads 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0xd800)]
    [InlineData(0xdbff)]
    [InlineData(0xdc00)]
    public void Validate_HalfASurrogatePair_NamesTheField(int half)
    {
        var error = Assert.Throws<TandemException>(() => ShopEventCodec.Validate(Events.Simple("e", $"a{(char)half}b")));
        Assert.Contains("userId", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_EmptyUser_NamesTheField()
    {
        var error = Assert.Throws<TandemException>(() => ShopEventCodec.Validate(Events.Simple("e", "")));
        Assert.Contains("userId", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_UndefinedAction_IsRefused() =>
        Assert.Throws<TandemException>(() => ShopEventCodec.Validate(Events.Simple("e") with { Action = (EventAction)EventActions.Count }));
}
