namespace Tandem.Cli.Benchmarks.Features;

/// <summary>One part of <c>tandem benchmark features</c> that can be run by itself.</summary>
internal interface IFeatureBenchmarkSection
{
    /// <summary>What <c>--only</c> calls it.</summary>
    string Name { get; }

    /// <summary>Its figures, beside a peer's where there is one.</summary>
    Task<IReadOnlyList<BenchmarkResult>> RunAsync(FeatureBenchmarkContext context);
}
