using System.CommandLine;
using System.Globalization;
using System.Text;
using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Training.Evaluation;
using Tandem.Training.Experiments;
using Tandem.Training.Experiments.Pages;
using Tandem.Training.Targets;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem experiment targets</c>: several target strategies under the same budget, seeds and data.</summary>
internal static class ExperimentCommand
{
    public static Command Create() => new("experiment", "Compare ways to train.") { Targets(), BlocksCommand.Create(), OnlineExperimentCommand.Create() };

    private static Command Targets()
    {
        Argument<string> dataset = Shared.Dataset();
        var targets = new Option<string>("--targets")
        {
            Description = "Target strategies, separated by commas: JSON files or names among " + string.Join(", ", TargetStrategies.All.Select(strategy => strategy.Name)) + ".",
            Required = true,
        };
        var flags = new ExperimentFlags("1,2,3");
        var command = new Command("targets", "Train the towers by several target strategies and say which is better, by how much, and whether it is real.") { dataset, targets };
        foreach (Option option in flags.All)
        {
            command.Add(option);
        }

        return command.Runs((parse, context) =>
        {
            string folder = flags.Folder(parse);
            DatasetReader reader = DatasetReader.Open(parse.GetValue(dataset)!);
            ExperimentReport report = new TargetExperiment(flags.EngineFactory(parse), context.Time).Run(
                reader,
                until => flags.Features(parse, reader, until, context),
                flags.Read(parse, parse.GetValue(targets)!, context),
                folder,
                context.Progress,
                context.Cancellation);
            ExperimentOutput.Write(context, folder, report, ExperimentPage.Write(report), Table(report));
            return Task.CompletedTask;
        });
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
