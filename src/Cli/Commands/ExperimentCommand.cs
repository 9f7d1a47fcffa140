using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Training;
using Tandem.Training.Evaluation;
using Tandem.Training.Experiments;
using Tandem.Training.Experiments.Pages;
using Tandem.Training.Featurizing;
using Tandem.Training.Targets;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem experiment targets</c>: several target strategies under the same budget, seeds and data.</summary>
internal static class ExperimentCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create() => new("experiment", "Compare ways to train.") { Targets(), OnlineExperimentCommand.Create() };

    private static Command Targets()
    {
        Argument<string> dataset = Shared.Dataset();
        var targets = new Option<string>("--targets")
        {
            Description = "Target strategies, separated by commas: JSON files or names among " + string.Join(", ", TargetStrategies.All.Select(strategy => strategy.Name)) + ".",
            Required = true,
        };
        Option<string> output = Shared.Output("The folder for the report and the runs; finished runs in it are kept, so the same command goes on after an interruption.");
        var features = new Option<string?>("--features")
        {
            Description = "The features folder, fitted on nothing later than the training period. Default: fitted here.",
        };
        var protocol = new Option<string>("--protocol") { Description = "time-split[:DAYS].", DefaultValueFactory = _ => "time-split:14" };
        var seeds = new Option<string>("--seeds") { Description = "Seeds, separated by commas. Default 1,2,3; --seed S is short for --seeds S.", DefaultValueFactory = _ => "1,2,3" };
        var steps = new Option<int?>("--budget-steps") { Description = $"Steps of each run. Default {ExperimentBudget.DefaultSteps}." };
        var seconds = new Option<double?>("--budget-seconds") { Description = "Seconds of training of each run instead, turned into steps by timing the first ones." };
        var validation = new Option<double>("--validation-days") { Description = "Days before the test period that make the learning curves; training ends before them.", DefaultValueFactory = _ => 14 };
        var metric = new Option<string>("--metric") { Description = "What is compared, such as ndcg@10.", DefaultValueFactory = _ => "ndcg@100" };
        Option<string?> engine = Engines.EngineOption();
        Option<string> device = Engines.DeviceOption();
        var command = new Command("targets", "Train the towers by several target strategies and say which is better, by how much, and whether it is real.")
        {
            dataset, targets, output, features, protocol, seeds, steps, seconds, validation, metric, engine, device,
        };
        return command.Runs((parse, context) =>
        {
            string folder = parse.GetValue(output)!;
            var options = new ExperimentOptions
            {
                Targets = [.. Parts(parse.GetValue(targets)!).Select(TargetStrategies.Resolve)],
                Protocol = EvaluationProtocol.Parse(parse.GetValue(protocol)!),
                Seeds = context.Seed is { } one ? [one] : [.. Parts(parse.GetValue(seeds)!).Select(Seed)],
                Budget = new ExperimentBudget(parse.GetValue(steps) ?? (parse.GetValue(seconds) is null ? ExperimentBudget.DefaultSteps : null), parse.GetValue(seconds)),
                ValidationDays = parse.GetValue(validation),
                Metric = parse.GetValue(metric)!,
                Engine = new EngineOptions { Device = parse.GetValue(device)! },
            };
            DatasetReader reader = DatasetReader.Open(parse.GetValue(dataset)!);
            ExperimentReport report = new TargetExperiment(Engines.Create(parse.GetValue(engine), parse.GetValue(device)!), context.Time).Run(
                reader,
                until => Features(parse.GetValue(features), reader, Path.Combine(folder, "features"), until, context),
                options,
                folder,
                context.Progress,
                context.Cancellation);
            File.WriteAllText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(report, Json));
            File.WriteAllText(Path.Combine(folder, "report.html"), ExperimentPage.Write(report));
            context.Result(report, Table(report) + Environment.NewLine + "Report: " + Path.Combine(folder, "report.html"));
            return Task.CompletedTask;
        });
    }

    private static string[] Parts(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int Seed(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seed)
        ? seed
        : throw new TandemException($"--seeds has '{text}'; give whole numbers separated by commas, such as 1,2,3.");

    /// <summary>The given features, or those of an earlier execution with the same cut, or new ones.</summary>
    private static FeatureFolder Features(string? given, DatasetReader dataset, string own, DateTimeOffset until, CommandContext context)
    {
        if (given is not null)
        {
            return FeatureFolder.Open(given);
        }

        if (Directory.Exists(own) && FeatureFolder.Open(own) is { } kept && kept.Note.Until == until && kept.Note.Dataset == dataset.Manifest.Name)
        {
            return kept;
        }

        return FeatureFolder.Build(dataset, own, until, new FeatureOptions(), context.Progress, context.Cancellation);
    }

    /// <summary>The report for people.</summary>
    private static string Table(ExperimentReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Dataset}, {report.Protocol}: {report.Users:N0} users, {report.Items:N0} items, all ranked; {report.Budget} each, {report.Seeds.Count} seeds, {report.Engine}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {"",-26} {report.Metric,9} {"seeds from–to",15} {"new",8} {"cold items",11} {"head",8} {"tail",8} {"coverage@10",12} {"seconds",8}");
        foreach (ExperimentResult result in report.Results)
        {
            if (result.Failure is not null)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {result.Name,-26} could not be trained: {result.Failure}");
                continue;
            }

            string range = result.BySeed.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{result.BySeed.Min():0.0000}–{result.BySeed.Max():0.0000}");
            string cost = result.Runs.Count == 0 ? "" : result.Runs.Average(static run => run.Seconds).ToString("0.0", CultureInfo.InvariantCulture);
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {result.Name,-26} {Cell(result.Metrics, report.Metric),9} {range,15} {Cell(result.NewItems, report.Metric),8} {Cell(result.ColdItems, report.Metric),11} {Cell(result.HeadItems, report.Metric),8} {Cell(result.TailItems, report.Metric),8} {Cell(result.Metrics, "coverage@10"),12} {cost,8}"));
        }

        foreach (MetricDifference difference in report.Differences)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {difference.A} − {difference.B}, {difference.Metric}, {difference.List} items: {difference.Mean:+0.0000;-0.0000} (95 % interval {difference.Low:+0.0000;-0.0000} to {difference.High:+0.0000;-0.0000})"));
        }

        return text.ToString().TrimEnd();
    }

    private static string Cell(IReadOnlyDictionary<string, double> metrics, string name) =>
        metrics.TryGetValue(name, out double value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "–";
}
