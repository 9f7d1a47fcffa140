using Tandem.Domain;
using Tandem.Training.Evaluation;
using Tandem.Training.Experiments;
using Tandem.Training.Targets;

namespace Tandem.Training.Tests.Experiments;

public sealed class ExperimentOptionsTests
{
    private static readonly ExperimentOptions Good = new()
    {
        Targets = [TargetStrategies.Named("original")],
        Protocol = EvaluationProtocol.Parse("time-split:14"),
        Seeds = [1, 2],
        Budget = new ExperimentBudget(100, null),
    };

    [Fact]
    public void Validate_Good_GivesItBack() => Assert.Same(Good, Good.Validate());

    [Fact]
    public void Validate_OutOfRange_SaysWhat()
    {
        AssertRefused(Good with { Targets = [] }, "no target strategy");
        AssertRefused(Good with { Targets = [TargetStrategies.Named("original"), TargetStrategies.Named("original")] }, "'original' is given twice");
        AssertRefused(Good with { Seeds = [1, 1] }, "different numbers");
        AssertRefused(Good with { Budget = new ExperimentBudget(null, null) }, "steps or seconds");
        AssertRefused(Good with { Budget = new ExperimentBudget(0, null) }, "0 steps, expected 1 to");
        AssertRefused(Good with { Budget = new ExperimentBudget(null, double.NaN) }, "NaN seconds");
        AssertRefused(Good with { Protocol = EvaluationProtocol.Parse("leave-one-out") }, "time-split:DAYS");
        AssertRefused(Good with { Metric = "auc" }, "no metric 'auc'");
        AssertRefused(Good with { ValidationDays = 0 }, "0 days");
    }

    private static void AssertRefused(ExperimentOptions options, string expected) =>
        Assert.Contains(expected, Assert.Throws<TandemException>(options.Validate).Message, StringComparison.Ordinal);
}
