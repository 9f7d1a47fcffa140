namespace Tandem.Cli.Benchmarks.Cluster;

/// <summary>How much is measured.</summary>
/// <param name="Gateway">Path of <c>Tandem.Gateway.dll</c>, the program of silos and of the gateway.</param>
/// <param name="Azurite">Path of the script that is Azurite's blob service.</param>
/// <param name="Bundle">The folder of the bundle that answers.</param>
/// <param name="Silos">How many silos, one run each.</param>
/// <param name="Share">Of one processor, what each silo may use; 0 does not hold them.</param>
/// <param name="Duration">Of each load.</param>
/// <param name="Connections">Requests at the same time.</param>
/// <param name="Users">Users whose bytes in Redis are counted.</param>
internal sealed record ClusterBenchmarkOptions(
    string Gateway, string Azurite, string Bundle, IReadOnlyList<int> Silos, double Share, TimeSpan Duration, int Connections, int Users);
