using System.CommandLine;
using System.Globalization;
using System.Text;
using Tandem.Cli.Benchmarks;
using Tandem.Cli.CommandLine;
using Tandem.Domain;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem benchmark serving</c>: measures a running node over HTTP.</summary>
internal static class BenchmarkCommand
{
    public static Command Create()
    {
        var command = new Command("benchmark", "Measure, and print a table and JSON.");
        command.Add(Serving());
        command.Add(RetrievalBenchmarkCommand.Create());
        command.Add(FeaturesBenchmarkCommand.Create());
        command.Add(TrainingBenchmarkCommand.Create());
        command.Add(Storage());
        command.Add(IngestBenchmarkCommand.Create());
        command.Add(ClusterBenchmarkCommand.Create());
        return command;
    }

    private static Command Serving()
    {
        Option<Uri> url = Shared.Address("--url", "The running node.", new Uri("http://127.0.0.1:5080"));
        var tries = new Option<int>("--tries") { Description = "Events to post and queries to time.", DefaultValueFactory = _ => 1000 };
        var dataset = new Option<DirectoryInfo>("--dataset") { Description = "The dataset that the node serves; users and items are drawn from it.", Required = true };
        var swaps = new Option<int>("--swaps") { Description = "Instead: swap between two bundles of the node so often, and time the queries meanwhile.", DefaultValueFactory = _ => 0 };
        var command = new Command("serving", "Time from the 202 of an event to a recommendation that has it, and query latency, beside a plain HTTP round trip.")
        {
            url, tries, dataset, swaps,
        };

        return command.Runs(async (parse, context) =>
        {
            var benchmark = new ServingBenchmark(parse.GetValue(url)!, parse.GetValue(dataset)!.FullName, context.Seed ?? 17, context.Time);
            BenchmarkReport report = parse.GetValue(swaps) is > 0 and int count
                ? new BenchmarkReport(ServingBenchmark.Machine, await benchmark.SwapAsync(count, context.Progress, context.Cancellation))
                : await benchmark.RunAsync(parse.GetValue(tries), context.Progress, context.Cancellation);
            context.Result(report, Table(report));
        });
    }

    private static Command Storage()
    {
        var users = new Option<int>("--users") { Description = "Users to store. Default 100000.", DefaultValueFactory = _ => 100_000 };
        var command = new Command("storage", "Bytes of users at rest, with ids of realistic length, in a node's own store.") { users };
        return command.Runs(async (parse, context) =>
        {
            int count = parse.GetValue(users);
            if (count < 1)
            {
                throw new TandemException($"--users {count}: give 1 or more.");
            }

            BenchmarkReport report = await new StorageBenchmark(context.Seed ?? 17).RunAsync(count, context.Progress, context.Cancellation);
            context.Result(report, Table(report));
        });
    }

    public static string Table(BenchmarkReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Machine}");
        foreach (BenchmarkResult result in report.Results)
        {
            string peer = result.Peer is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  {result.Peer} {result.PeerValue:0.###}  ratio {result.Ratio:0.00}");
            text.AppendLine(CultureInfo.InvariantCulture, $"  {result.Name,-44} {result.Value,10:0.###} {result.Unit}{peer}");
        }

        return text.ToString().TrimEnd();
    }
}
