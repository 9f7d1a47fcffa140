namespace Tandem.Cli.Benchmarks.Ingest;

/// <summary>How much is measured.</summary>
/// <param name="Gateway">Path of <c>Tandem.Gateway.dll</c>.</param>
/// <param name="WarmUp">Load before anything is measured: the runtime compiles a fresh node's busy methods anew while it runs.</param>
/// <param name="Duration">Of each load.</param>
/// <param name="Connections">Requests at the same time.</param>
/// <param name="ColdUsers">Users of the first touch.</param>
/// <param name="StoredUsers">Users in the store of the start-up; 0 leaves it out.</param>
/// <param name="Soak">How long memory is watched under load; zero leaves it out.</param>
internal sealed record IngestBenchmarkOptions(
    string Gateway, TimeSpan WarmUp, TimeSpan Duration, int Connections, int ColdUsers, int StoredUsers, TimeSpan Soak);
