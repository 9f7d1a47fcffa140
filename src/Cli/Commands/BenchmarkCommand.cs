using System.CommandLine;
using System.Globalization;
using System.Text;
using Tandem.Cli.Benchmarks;
using Tandem.Cli.Benchmarks.Retrieval;
using Tandem.Cli.CommandLine;
using Tandem.Domain;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem benchmark serving</c>: measures a running node over HTTP.</summary>
internal static class BenchmarkCommand
{
    private const int LargeVectors = 6_400_000;
    private const int MinVectors = 1000;

    public static Command Create()
    {
        var command = new Command("benchmark", "Measure, and print a table and JSON.");
        command.Add(Serving());
        command.Add(Retrieval());
        command.Add(FeaturesBenchmarkCommand.Create());
        command.Add(TrainingBenchmarkCommand.Create());
        command.Add(Storage());
        command.Add(IngestBenchmarkCommand.Create());
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

    private static Command Retrieval()
    {
        var vectors = new Option<int[]>("--vectors")
        {
            Description = "How many vectors; may be given several times.",
            DefaultValueFactory = _ => [100_000, 1_000_000],
            AllowMultipleArgumentsPerToken = true,
        };
        var large = new Option<bool>("--large") { Description = "6.4 million vectors, without peers." };
        var dimension = new Option<int>("--dim") { Description = "Values of a vector.", DefaultValueFactory = _ => 128 };
        var peers = new Option<bool>("--peers") { Description = "Run faiss and hnswlib of /usr/bin/python3 on the same vectors.", DefaultValueFactory = _ => true };
        var command = new Command("retrieval", "Exact and approximate search of clustered vectors, filters, memory and build, beside faiss and hnswlib.")
        {
            vectors, large, dimension, peers,
        };

        return command.Runs(async (parse, context) =>
        {
            var results = new List<BenchmarkResult>();
            string machine = "";
            bool isLarge = parse.GetValue(large);
            foreach (int count in isLarge ? [LargeVectors] : parse.GetValue(vectors)!)
            {
                int dim = parse.GetValue(dimension);
                if (count < MinVectors || dim < 1 || (long)count * dim > Array.MaxLength)
                {
                    throw new TandemException($"--vectors {count} --dim {dim}: at least {MinVectors} vectors, and at most {Array.MaxLength} values in all.");
                }

                var benchmark = new RetrievalBenchmark(count, dim, context.Seed ?? 17, context.Time);
                BenchmarkReport report = await benchmark.RunAsync(!isLarge && parse.GetValue(peers), context.Progress, context.Note, context.Cancellation);
                results.AddRange(report.Results);
                machine = report.Machine;
            }

            var all = new BenchmarkReport(machine, results);
            context.Result(all, Table(all));
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
