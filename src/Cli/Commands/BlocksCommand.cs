using System.CommandLine;
using System.Globalization;
using System.Text;
using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Training.Evaluation;
using Tandem.Training.Experiments.Blocks;
using Tandem.Training.Experiments.Pages;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem experiment features</c>: towers without each block of the item vector, and with each alone.</summary>
internal static class BlocksCommand
{
    public static Command Create()
    {
        Argument<string> dataset = Shared.Dataset();
        var target = new Option<string>("--target") { Description = "The target strategy of all towers, a name or a JSON file.", DefaultValueFactory = _ => TrainCommand.DefaultTarget };
        var flags = new ExperimentFlags("1,2,3");
        var command = new Command("features", "Train without each block of the item vector and with each alone, and say which blocks earn their place.") { dataset, target };
        foreach (Option option in flags.All)
        {
            command.Add(option);
        }

        return command.Runs((parse, context) =>
        {
            string folder = flags.Folder(parse);
            DatasetReader reader = DatasetReader.Open(parse.GetValue(dataset)!);
            BlockReport report = new BlockExperiment(flags.EngineFactory(parse), context.Time).Run(
                reader,
                until => flags.Features(parse, reader, until, context),
                flags.Read(parse, parse.GetValue(target)!, context),
                folder,
                context.Progress,
                context.Cancellation);
            ExperimentOutput.Write(context, folder, report, BlockPage.Write(report), Table(report));
            return Task.CompletedTask;
        });
    }

    /// <summary>The report for people.</summary>
    private static string Table(BlockReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Dataset}, {report.Protocol}: {report.Users:N0} users, {report.Items:N0} items, all ranked; {report.Budget} each, {report.Seeds.Count} seeds, {report.Target}, {report.Engine}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {report.Metric,-32} {"all",8} {"warm",8} {"cold",8} {"new",8} {"against all blocks: all items",40} {"cold items",33}");
        foreach (BlockResult result in report.Results)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {result.Name,-32} {Cell(result.Metrics)} {Cell(result.WarmItems)} {Cell(result.ColdItems)} {Cell(result.NewItems)} {Difference("all"),40} {Difference("cold"),33}"));

            string Difference(string list) => report.Differences.FirstOrDefault(d => d.A == result.Name && d.List == list) is { } found
                ? string.Create(CultureInfo.InvariantCulture, $"{found.Mean:+0.0000;-0.0000} ({found.Low:+0.0000;-0.0000} to {found.High:+0.0000;-0.0000})")
                : "";
        }

        if (report.Absent.Count > 0)
        {
            text.AppendLine($"  This dataset has nothing for: {string.Join(", ", report.Absent)}.");
        }

        UserGroups groups = report.Groups;
        text.Append(CultureInfo.InvariantCulture, $"  Users: {groups.All:N0} in all, {groups.WarmItems:N0} with a warm item to find, {groups.ColdItems:N0} with a cold one, {groups.New:N0} with a new one.");
        return text.ToString();

        string Cell(IReadOnlyDictionary<string, double> metrics) =>
            (metrics.TryGetValue(report.Metric, out double value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "–").PadLeft(8);
    }
}
