using Tandem.Domain;

namespace Tandem.Training.Tests;

public sealed class DivergenceGuardTests
{
    [Fact]
    public void Observe_NotANumber_StopsWithAdvice()
    {
        TandemException error = Assert.Throws<TandemException>(() => new DivergenceGuard().Observe(float.NaN, 3, 0.1f));

        Assert.Contains("Lower the learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Observe_GrowingLoss_Stops() => Assert.Throws<TandemException>(() => Run(step => 5f + step));

    [Fact]
    public void Observe_NoisyFallingLoss_GoesOn()
    {
        var random = new Random(1);

        Run(step => (5f / (1 + (step * 0.01f))) + random.NextSingle());
    }

    private static void Run(Func<int, float> loss)
    {
        var guard = new DivergenceGuard();
        for (int step = 0; step < 300; step++)
        {
            guard.Observe(loss(step), step, 0.01f);
        }
    }
}
