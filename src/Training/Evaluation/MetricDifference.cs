namespace Tandem.Training.Evaluation;

/// <summary>The mean of metric(A) − metric(B) over the users, with its 95 % interval by <see cref="PairedBootstrap"/>.</summary>
/// <param name="List"><c>all</c> or <c>new</c>: which items were to be found.</param>
public sealed record MetricDifference(string A, string B, string Metric, string List, double Mean, double Low, double High);
