using Tandem.Features.Popularity;

namespace Tandem.Features.Tests.Popularity;

public class ZipfFitTests
{
    [Theory]
    [InlineData(0.4)]
    [InlineData(1.0)]
    [InlineData(1.7)]
    public void Of_CountsThatFollowTheLaw_FindsTheExponent(double exponent)
    {
        double[] counts = [.. Enumerable.Range(1, 500).Select(rank => 1000 * Math.Pow(rank, -exponent))];
        ZipfFit fit = ZipfFit.Of(counts);
        Assert.Equal(exponent, fit.Exponent, 1e-6);
        Assert.InRange(fit.Distance, 0, 1e-6);
        Assert.Equal(Math.Log(counts[9]), fit.ExpectedLogCount(10), 1e-6);
    }

    [Fact]
    public void Of_TwoLevels_ReportsADistance() =>
        Assert.InRange(ZipfFit.Of([.. Enumerable.Repeat(100.0, 50), .. Enumerable.Repeat(1.0, 50)]).Distance, 0.1, 1);

    [Fact]
    public void Of_EqualCounts_HasExponentZero() => Assert.Equal(0, ZipfFit.Of([5, 5, 5, 5]).Exponent, 1e-6);

    [Fact]
    public void Of_NoCounts_IsAllZeros() => Assert.Equal(default, ZipfFit.Of([]));
}
