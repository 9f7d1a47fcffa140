using System.CommandLine;
using Tandem.Cli.Benchmarks;
using Tandem.Cli.Benchmarks.Ingest;
using Tandem.Cli.CommandLine;
using Tandem.Domain;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem benchmark ingest</c>: starts a node of its own and measures the way of events.</summary>
internal static class IngestBenchmarkCommand
{
    public static Command Create()
    {
        Option<string> gateway = Shared.Gateway();
        var warmUp = new Option<double>("--warm-up-seconds") { Description = "Load on the fresh node before anything is measured.", DefaultValueFactory = _ => 30 };
        var seconds = new Option<double>("--seconds") { Description = "Length of each load.", DefaultValueFactory = _ => 10 };
        var connections = new Option<int>("--connections") { Description = "Requests at the same time.", DefaultValueFactory = _ => 64 };
        var coldUsers = new Option<int>("--cold-users") { Description = "Users of the first touch.", DefaultValueFactory = _ => 100_000 };
        var storedUsers = new Option<int>("--stored-users") { Description = "Users in the store at the start-up; 0 leaves it out.", DefaultValueFactory = _ => 1_000_000 };
        var soakMinutes = new Option<double>("--soak-minutes") { Description = "How long memory is watched under load; 0 leaves it out.", DefaultValueFactory = _ => 0 };
        var command = new Command("ingest", "Durable events accepted and applied, latency, first touch, sizes, start-up and memory of a node, beside a plain SQLite loop.")
        {
            gateway, warmUp, seconds, connections, coldUsers, storedUsers, soakMinutes,
        };

        return command.Runs(async (parse, context) =>
        {
            var options = new IngestBenchmarkOptions(
                parse.GetValue(gateway)!,
                TimeSpan.FromSeconds(parse.GetValue(warmUp)),
                TimeSpan.FromSeconds(parse.GetValue(seconds)),
                parse.GetValue(connections),
                parse.GetValue(coldUsers),
                parse.GetValue(storedUsers),
                TimeSpan.FromMinutes(parse.GetValue(soakMinutes)));
            if (options.WarmUp < TimeSpan.Zero || options.Duration <= TimeSpan.Zero || options.Connections < 1 || options.ColdUsers < 1 || options.StoredUsers < 0 || options.Soak < TimeSpan.Zero)
            {
                throw new TandemException("--seconds, --connections and --cold-users must be above 0, --warm-up-seconds, --stored-users and --soak-minutes not below.");
            }

            BenchmarkReport report = await new IngestBenchmark(options, context.Seed ?? 17, context.Time).RunAsync(context.Progress, context.Cancellation);
            context.Result(report, BenchmarkCommand.Table(report));
        });
    }
}
