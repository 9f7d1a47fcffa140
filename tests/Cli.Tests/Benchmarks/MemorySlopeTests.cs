using Tandem.Cli.Benchmarks.Ingest;

namespace Tandem.Cli.Tests.Benchmarks;

public sealed class MemorySlopeTests
{
    [Fact]
    public void PerHour_LineWithNoiseOnBothSides_IsTheLine() =>
        Assert.Equal(60_000, MemorySlope.PerHour([(Minutes(0), 5_000), (Minutes(1), 6_100), (Minutes(1), 5_900), (Minutes(2), 7_000)]), 6);

    [Fact]
    public void PerHour_OneMoment_Zero() => Assert.Equal(0, MemorySlope.PerHour([(Minutes(1), 5), (Minutes(1), 7)]));

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
