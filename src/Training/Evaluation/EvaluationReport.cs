using System.Text.Json.Serialization;

namespace Tandem.Training.Evaluation;

/// <summary>What an evaluation found; its JSON is the answer of <c>tandem evaluate</c>.</summary>
/// <param name="Protocol">As <see cref="EvaluationProtocol.ToString"/>.</param>
/// <param name="Users">Users with anything to find.</param>
/// <param name="Items">Items that are ranked: all of the dataset.</param>
/// <param name="Results">One for each ranking.</param>
/// <param name="Differences">The blend against the others, with intervals over users.</param>
/// <param name="PerUser">Every user's metrics, for <see cref="PerUserFile"/>; no part of the JSON.</param>
public sealed record EvaluationReport(
    string Protocol,
    int Users,
    int Items,
    IReadOnlyList<NamedResult> Results,
    IReadOnlyList<MetricDifference> Differences,
    [property: JsonIgnore] PerUserMetrics PerUser)
{
    /// <summary>How many users each part of the results is about.</summary>
    public required UserGroups Groups { get; init; }
}
