using Tandem.Training.Evaluation;

namespace Tandem.Training.Experiments;

/// <summary>What an experiment found; its JSON is the answer of <c>tandem experiment targets</c>.</summary>
/// <param name="Protocol">As <see cref="EvaluationProtocol.ToString"/>.</param>
/// <param name="Users">Users of the test period with anything to find.</param>
/// <param name="Items">Items that are ranked: all of the dataset.</param>
/// <param name="Results">Strategies in the order given, then baselines.</param>
/// <param name="Differences">The best strategy against each other one, and the first against each other one, with intervals over users.</param>
public sealed record ExperimentReport(
    string Protocol,
    int Users,
    int Items,
    IReadOnlyList<ExperimentResult> Results,
    IReadOnlyList<MetricDifference> Differences)
{
    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>True for generated data, whose figures say nothing of a real shop.</summary>
    public required bool Simulated { get; init; }

    /// <summary>The engine that trained.</summary>
    public required string Engine { get; init; }

    /// <summary>How many users each part of the results is about.</summary>
    public required UserGroups Groups { get; init; }

    /// <summary>What each run was allowed.</summary>
    public required ExperimentBudget Budget { get; init; }

    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>The metric by which strategies are compared.</summary>
    public required string Metric { get; init; }

    /// <summary>The towers have seen no event after this moment.</summary>
    public required DateTimeOffset TrainedUntil { get; init; }

    /// <summary>The beginning of the test period.</summary>
    public required DateTimeOffset Cut { get; init; }

    /// <summary>The strategy with the highest mean of the metric; null when all failed.</summary>
    public required string? Best { get; init; }
}
