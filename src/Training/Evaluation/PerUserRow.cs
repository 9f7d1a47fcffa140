namespace Tandem.Training.Evaluation;

/// <summary>One user's metrics of one ranking.</summary>
/// <param name="List"><c>all</c> or <c>new</c>: which items were to be found.</param>
/// <param name="Relevant">How many were to be found.</param>
/// <param name="Values">Parallel to <see cref="PerUserMetrics.MetricNames"/>.</param>
public sealed record PerUserRow(string Ranking, string UserId, string List, int Relevant, IReadOnlyList<double> Values);
