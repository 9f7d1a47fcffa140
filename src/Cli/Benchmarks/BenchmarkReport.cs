namespace Tandem.Cli.Benchmarks;

/// <summary>What a benchmark prints with <c>--json</c>.</summary>
internal sealed record BenchmarkReport(string Machine, IReadOnlyList<BenchmarkResult> Results);

/// <summary>One figure, with a peer from the same minute on the same machine where there is one.</summary>
/// <param name="Ratio">Above 1 means that Tandem is better.</param>
internal sealed record BenchmarkResult(string Name, double Value, string Unit, string? Peer = null, double? PeerValue = null, double? Ratio = null);
