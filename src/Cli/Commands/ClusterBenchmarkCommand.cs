using System.CommandLine;
using Tandem.Cli.Benchmarks;
using Tandem.Cli.Benchmarks.Cluster;
using Tandem.Cli.CommandLine;
using Tandem.Domain;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem benchmark cluster</c>: starts clusters of its own over a Redis and an Azurite of their own, and measures them.</summary>
internal static class ClusterBenchmarkCommand
{
    public static Command Create()
    {
        var bundle = new Option<string>("--bundle") { Description = "The bundle that answers, as `tandem train` writes it.", Required = true };
        Option<string> gateway = Shared.Gateway();
        var azurite = new Option<string>("--azurite")
        {
            Description = "Azurite's dist/src/blob/main.js. Default: where ./test installs it.",
            DefaultValueFactory = _ => Path.Combine(".tandem", "tools", "azurite", "node_modules", "azurite", "dist", "src", "blob", "main.js"),
        };
        var silos = new Option<int[]>("--silos")
        {
            Description = "How many silos, one run each. Default 1 2 3.",
            DefaultValueFactory = _ => [1, 2, 3],
            AllowMultipleArgumentsPerToken = true,
        };
        var share = new Option<double>("--share") { Description = "Of one processor, what each silo may use; 0 does not hold them.", DefaultValueFactory = _ => 0.4 };
        var seconds = new Option<double>("--seconds") { Description = "Length of each load.", DefaultValueFactory = _ => 20 };
        var connections = new Option<int>("--connections") { Description = "Requests at the same time.", DefaultValueFactory = _ => 16 };
        var users = new Option<int>("--users") { Description = "Users whose bytes in Redis are counted.", DefaultValueFactory = _ => 20_000 };
        var command = new Command("cluster", "Events and recommendations a second of 1, 2 and 3 silos held to a share of a processor, what they cost, and bytes in Redis.")
        {
            bundle, gateway, azurite, silos, share, seconds, connections, users,
        };

        return command.Runs(async (parse, context) =>
        {
            var options = new ClusterBenchmarkOptions(
                parse.GetValue(gateway)!,
                parse.GetValue(azurite)!,
                parse.GetValue(bundle)!,
                parse.GetValue(silos)!,
                parse.GetValue(share),
                TimeSpan.FromSeconds(parse.GetValue(seconds)),
                parse.GetValue(connections),
                parse.GetValue(users));
            if (options.Duration <= TimeSpan.Zero || options.Connections < 1 || options.Users < 1 || options.Share < 0 || options.Silos.Any(static count => count is < 1 or > 16))
            {
                throw new TandemException("--seconds, --connections and --users must be above 0, --share not below, --silos 1 to 16.");
            }

            BenchmarkReport report = await new ClusterBenchmark(options, context.Seed ?? 17, context.Time).RunAsync(context.Progress, context.Cancellation);
            context.Result(report, BenchmarkCommand.Table(report));
        });
    }
}
