using Tandem.Domain;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>What every section is run with.</summary>
/// <param name="Scale">Size of the data as a share of the section's standard size, above 0 and up to 10. Figures that are reported come from 1.</param>
/// <param name="Threads">Threads of both sides where a section can use several.</param>
/// <param name="Peer">Where peers are; null leaves them out.</param>
/// <param name="Note">Remarks between two stages.</param>
internal sealed record FeatureBenchmarkContext(
    int Seed,
    double Scale,
    int Threads,
    PythonPeer? Peer,
    TimeProvider Time,
    IProgress<ProgressReport> Progress,
    Action<string> Note,
    CancellationToken Cancellation);
