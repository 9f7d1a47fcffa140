using Tandem.Domain;
using Tandem.Training.Evaluation;
using Tandem.Training.Targets;

namespace Tandem.Training.Experiments;

/// <summary>What is compared, on what, at which cost.</summary>
public sealed record ExperimentOptions
{
    private const int MaxRuns = 1_000;

    /// <summary>The strategies, each name once.</summary>
    public required IReadOnlyList<TargetStrategy> Targets { get; init; }

    /// <summary>A time split.</summary>
    public required EvaluationProtocol Protocol { get; init; }

    /// <summary>Each strategy is trained once for each; a user's metrics are averaged over them.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>The same for every run.</summary>
    public required ExperimentBudget Budget { get; init; }

    /// <summary>
    /// Length of the window before the test period in days. Its outcomes make the learning curves; the towers are trained on what
    /// lies before it. Default 14.
    /// </summary>
    public double ValidationDays { get; init; } = 14;

    /// <summary>Points of each learning curve, about. Default 10.</summary>
    public int CurvePoints { get; init; } = 10;

    /// <summary>The metric by which strategies are compared and that the curves show, such as <c>ndcg@100</c>. Default <c>ndcg@100</c>.</summary>
    public string Metric { get; init; } = "ndcg@100";

    /// <summary>The trainer's options; steps, curve, seed and checkpoints are the experiment's.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>The model; loss and seed are the strategy's and the experiment's.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>How the blends of an experiment with blocks are fitted.</summary>
    public BlendFitterOptions Blend { get; init; } = new();

    /// <exception cref="TandemException">An option is out of range.</exception>
    public ExperimentOptions Validate()
    {
        Budget.Validate();
        Blend.Validate();
        foreach (TargetStrategy target in Targets)
        {
            target.Validate();
        }

        string? twice = Targets.GroupBy(static target => target.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static group => group.Count() > 1)?.Key;
        Require(Targets.Count > 0, "no target strategy is given; name at least one");
        Require(twice is null, $"the target strategy '{twice}' is given twice");
        Require(Seeds.Count > 0 && Seeds.Distinct().Count() == Seeds.Count, "the seeds must be different numbers, at least one");
        Require(Targets.Count * Seeds.Count <= MaxRuns, $"{Targets.Count} strategies times {Seeds.Count} seeds are more than {MaxRuns} runs");
        Require(Protocol.Kind == EvaluationProtocolKind.TimeSplit, $"the protocol is {Protocol}; an experiment needs time-split:DAYS");
        Require(ValidationDays is > 0 and < 36_500, FormattableString.Invariant($"the validation window is {ValidationDays} days, expected above 0"));
        Require(CurvePoints is >= 1 and <= 1000, $"{CurvePoints} curve points, expected 1 to 1000");
        Require(MetricTable.Names.Contains(Metric), $"there is no metric '{Metric}'; use one of {string.Join(", ", MetricTable.Names)}");
        return this;

        static void Require(bool holds, string problem)
        {
            if (!holds)
            {
                throw new TandemException($"Experiment: {problem}.");
            }
        }
    }
}
