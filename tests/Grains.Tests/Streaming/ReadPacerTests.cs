using Tandem.Grains.Streaming;

namespace Tandem.Grains.Tests.Streaming;

public sealed class ReadPacerTests
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(5);

    private readonly Clock _time = new();
    private readonly ReadPacer _pacer;

    public ReadPacerTests() => _pacer = new ReadPacer(Spacing, _time);

    [Fact]
    public void Remaining_NothingReadYet_None() => Assert.Equal(TimeSpan.Zero, _pacer.Remaining);

    [Fact]
    public void Remaining_AfterARead_WhatIsLeftOfTheSpacing()
    {
        _pacer.Found(full: false);
        _time.Now += TimeSpan.FromMilliseconds(2);

        Assert.Equal(TimeSpan.FromMilliseconds(3), _pacer.Remaining);
    }

    [Fact]
    public void Remaining_AfterAQuietWhile_NoWait()
    {
        _pacer.Found(full: false);
        _time.Now += TimeSpan.FromSeconds(1);

        Assert.True(_pacer.Remaining <= TimeSpan.Zero);
    }

    [Fact]
    public void Remaining_AfterAFullRead_NoWait()
    {
        _pacer.Found(full: false);
        _pacer.Found(full: true);

        Assert.Equal(TimeSpan.Zero, _pacer.Remaining);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        // Zero is a moment like others.
        public override long GetTimestamp() => Now.Ticks;
    }
}
