using FsCheck;
using FsCheck.Xunit;
using Tandem.Training.Negatives;

namespace Tandem.Training.Tests.Negatives;

public sealed class AliasTableTests
{
    [Fact]
    public void Draw_ManyTimes_FrequenciesEqualProbabilities()
    {
        var table = new AliasTable([1, 0, 5, 0.5, 3.5]);
        var random = new Random(1);
        var counts = new int[5];
        const int Draws = 200_000;
        for (int draw = 0; draw < Draws; draw++)
        {
            counts[table.Draw(random)]++;
        }

        for (int index = 0; index < counts.Length; index++)
        {
            double expected = table.Probability(index);
            double deviation = Math.Sqrt(expected * (1 - expected) / Draws);
            Assert.InRange((double)counts[index] / Draws, expected - (5 * deviation), expected + (5 * deviation));
        }
    }

    [Property]
    public void Draw_AnyWeights_NeverGivesAnIndexOfWeightZero(byte[] values, int seed)
    {
        double[] weights = [.. values.Select(value => value < 100 ? 0d : value), 1];
        var table = new AliasTable(weights);
        var random = new Random(seed);

        Assert.All(Enumerable.Range(0, 200), _ => Assert.True(weights[table.Draw(random)] > 0));
    }

    [Theory]
    [InlineData(new double[] { })]
    [InlineData(new double[] { 0, 0 })]
    [InlineData(new double[] { 1, -1 })]
    [InlineData(new[] { 1, double.NaN })]
    public void Constructor_UnusableWeights_IsRefused(double[] weights) => Assert.Throws<ArgumentException>(() => new AliasTable(weights));
}
