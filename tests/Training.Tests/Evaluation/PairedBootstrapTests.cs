using Tandem.Training.Evaluation;

namespace Tandem.Training.Tests.Evaluation;

public class PairedBootstrapTests
{
    [Fact]
    public void Difference_ConstantDifference_HasAnIntervalOfNoWidth()
    {
        (double mean, double low, double high) = PairedBootstrap.Difference([0.5, 0.25, 0.75], [0.25, 0, 0.5], 1);

        Assert.Equal((0.25, 0.25, 0.25), (mean, low, high));
    }

    [Fact]
    public void Difference_ManyUsers_HasTheNormalInterval()
    {
        var random = new Random(5);
        double[] a = [.. Enumerable.Range(0, 2000).Select(_ => random.NextDouble())];

        (double mean, double low, double high) = PairedBootstrap.Difference(a, new double[2000], 7);

        // Uniform values have a deviation of √(1/12), their mean of 2,000 one of 0.00645.
        Assert.Equal(a.Average(), mean, 12);
        Assert.InRange((high - low) / 2, 1.96 * 0.00645 * 0.9, 1.96 * 0.00645 * 1.1);
    }

    [Fact]
    public void Difference_SameSeed_GivesTheSameInterval()
    {
        double[] a = [0.1, 0.9, 0.4, 0.2];
        double[] b = [0.3, 0.1, 0.4, 0.5];

        Assert.Equal(PairedBootstrap.Difference(a, b, 3), PairedBootstrap.Difference(a, b, 3));
    }

    [Fact]
    public void Difference_OtherUsers_IsRefused() => Assert.Throws<ArgumentException>(() => PairedBootstrap.Difference([1], [1, 2], 1));
}
