using Tandem.Training.Negatives;

namespace Tandem.Training.Tests.Negatives;

public sealed class InclusionTests
{
    [Theory]
    [InlineData(1e-12, 3000)]
    [InlineData(1e-7, 3000)]
    [InlineData(1e-4, 3000)]
    [InlineData(0.3, 2)]
    public void Log_AnyProbability_EqualsTheExactSum(double probability, int draws)
    {
        // The complement of a binomial's zero term, summed without cancellation: Σ p (1-p)^i.
        double exact = 0;
        double miss = 1;
        for (int draw = 0; draw < draws; draw++)
        {
            exact += probability * miss;
            miss *= 1 - probability;
        }

        Assert.Equal(Math.Log(exact), Inclusion.Log(Inclusion.LogMiss(probability, draws)), 1e-9);
    }

    [Fact]
    public void Log_CertainItem_IsZero() => Assert.Equal(0, Inclusion.Log(Inclusion.LogMiss(1, 3)));
}
