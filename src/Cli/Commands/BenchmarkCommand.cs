using System.CommandLine;
using System.Globalization;
using System.Text;
using Tandem.Cli.Benchmarks;
using Tandem.Cli.CommandLine;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem benchmark serving</c>: measures a running node over HTTP.</summary>
internal static class BenchmarkCommand
{
    public static Command Create()
    {
        var command = new Command("benchmark", "Measure, and print a table and JSON.");
        command.Add(Serving());
        return command;
    }

    private static Command Serving()
    {
        Option<Uri> url = Shared.Address("--url", "The running node.", new Uri("http://127.0.0.1:5080"));
        var tries = new Option<int>("--tries") { Description = "Events to post and queries to time.", DefaultValueFactory = _ => 1000 };
        var dataset = new Option<DirectoryInfo>("--dataset") { Description = "The dataset that the node serves; users and items are drawn from it.", Required = true };
        var command = new Command("serving", "Time from the 202 of an event to a recommendation that has it, and query latency, beside a plain HTTP round trip.")
        {
            url, tries, dataset,
        };

        return command.Runs(async (parse, context) =>
        {
            var benchmark = new ServingBenchmark(parse.GetValue(url)!, parse.GetValue(dataset)!.FullName, context.Seed ?? 17, context.Time);
            BenchmarkReport report = await benchmark.RunAsync(parse.GetValue(tries), context.Progress, context.Cancellation);
            context.Result(report, Table(report));
        });
    }

    private static string Table(BenchmarkReport report)
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
