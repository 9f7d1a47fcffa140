namespace Tandem.Training.Tests;

public sealed class LearningRateScheduleTests
{
    private static readonly LearningRateSchedule Schedule = new(new TrainerOptions { LearningRate = 0.01f, WarmupSteps = 100 }, 2000);

    [Theory]
    [InlineData(0, 0.0001)]
    [InlineData(49, 0.005)]
    [InlineData(100, 0.01)]
    [InlineData(1999, 0.0001)]
    public void At_KeySteps_FollowsWarmupAndCosine(long step, double expected) => Assert.Equal(expected, Schedule.At(step), 1e-7);

    [Fact]
    public void At_ShortRun_WarmsUpOverATenth() =>
        Assert.Equal(0.01f, new LearningRateSchedule(new TrainerOptions { LearningRate = 0.01f, WarmupSteps = 100 }, 50).At(5), 1e-7);
}
