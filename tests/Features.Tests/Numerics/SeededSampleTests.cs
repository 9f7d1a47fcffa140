using Tandem.Features.Numerics;

namespace Tandem.Features.Tests.Numerics;

public class SeededSampleTests
{
    [Fact]
    public void Of_MoreThanWanted_DrawsThatManyDistinctOnes()
    {
        int[] sample = SeededSample.Of(Enumerable.Range(0, 100).ToArray(), value => value % 2 == 0, 20, seed: 3);
        Assert.Equal(20, sample.Distinct().Count());
        Assert.All(sample, index => Assert.Equal(0, index % 2));
    }

    [Fact]
    public void Of_FewerThanWanted_TakesAll()
    {
        Assert.Equal([0, 2, 4], SeededSample.Of(Enumerable.Range(0, 6).ToArray(), value => value % 2 == 0, 20, seed: 3));
    }
}
