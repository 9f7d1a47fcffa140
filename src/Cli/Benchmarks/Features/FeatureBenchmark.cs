using System.Globalization;
using System.Runtime.InteropServices;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>Runs the sections one after the other.</summary>
internal static class FeatureBenchmark
{
    /// <summary>All sections, in their order.</summary>
    public static IReadOnlyList<IFeatureBenchmarkSection> Sections { get; } =
    [
        new SvdSection(),
        new TextSection(),
        new TrackerSection(),
        new BuildSection(),
        new ImportSection(),
        new PoincareSection(),
    ];

    public static async Task<BenchmarkReport> RunAsync(IReadOnlyList<IFeatureBenchmarkSection> sections, FeatureBenchmarkContext context)
    {
        List<BenchmarkResult> results = [];
        foreach ((int done, IFeatureBenchmarkSection section) in sections.Index())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress.Report(new ProgressReport("Benchmark", done, sections.Count, section.Name));
            results.AddRange(await section.RunAsync(context));
        }

        return new BenchmarkReport(
            string.Create(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {context.Threads} threads, scale {context.Scale}"),
            results);
    }
}
