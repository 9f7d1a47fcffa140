using Tandem.Training.Evaluation;

namespace Tandem.Training.Experiments.Blocks;

/// <summary>Whether each block of the fused vector earns its place; its JSON is the answer of <c>tandem experiment features</c>.</summary>
/// <param name="Protocol">As <see cref="EvaluationProtocol.ToString"/>.</param>
/// <param name="Users">Users of the test period with anything to find.</param>
/// <param name="Items">Items that are ranked: all of the dataset.</param>
/// <param name="Results">Two for each selection of blocks, <c>SELECTION/towers</c> and <c>SELECTION/blend</c>, means over the seeds.</param>
/// <param name="Differences">Each selection minus all blocks, by towers and by blend, on the lists <c>all</c>, <c>warm</c> and <c>cold</c>.</param>
public sealed record BlockReport(
    string Protocol, int Users, int Items, IReadOnlyList<BlockResult> Results, IReadOnlyList<MetricDifference> Differences)
{
    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>True for generated data.</summary>
    public required bool Simulated { get; init; }

    /// <summary>The engine that trained.</summary>
    public required string Engine { get; init; }

    /// <summary>The target strategy of all towers.</summary>
    public required string Target { get; init; }

    /// <summary>How many users each part of the results is about.</summary>
    public required UserGroups Groups { get; init; }

    /// <summary>What each training was allowed.</summary>
    public required ExperimentBudget Budget { get; init; }

    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>The metric that is compared.</summary>
    public required string Metric { get; init; }

    /// <summary>The towers have seen no event after this moment.</summary>
    public required DateTimeOffset TrainedUntil { get; init; }

    /// <summary>The beginning of the test period, and the end of the blend's window.</summary>
    public required DateTimeOffset Cut { get; init; }

    /// <summary>The selections of blocks, in the order of the results.</summary>
    public required IReadOnlyList<string> Selections { get; init; }

    /// <summary>Blocks that say nothing of any item of this dataset, and so cannot be measured on it.</summary>
    public required IReadOnlyList<string> Absent { get; init; }
}
