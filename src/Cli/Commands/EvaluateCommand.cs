using System.CommandLine;
using System.Globalization;
using System.Text;
using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Evaluation;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem evaluate</c>: full ranking of all items, baselines beside it.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        Argument<string> dataset = Shared.Dataset();
        var bundle = new Option<string>("--bundle") { Description = "The bundle folder.", Required = true };
        var protocol = new Option<string>("--protocol")
        {
            Description = "time-split[:DAYS] or leave-one-out.",
            DefaultValueFactory = _ => "time-split:14",
        };
        var command = new Command("evaluate", "Rank all items for held-out users, with the code that the node serves with.") { dataset, bundle, protocol };
        return command.Runs((parse, context) =>
        {
            EvaluationReport report = Run(parse.GetValue(dataset)!, parse.GetValue(bundle)!, parse.GetValue(protocol)!, context);
            context.Result(report, Table(report));
            return Task.CompletedTask;
        });
    }

    public static EvaluationReport Run(string dataset, string bundle, string protocol, CommandContext context)
    {
        EvaluationProtocol parsed = EvaluationProtocol.Parse(protocol);
        ServingModel model = ServingModel.Load(BundleFolder.Open(bundle));
        Interactions events = Interactions.Load(DatasetReader.Open(dataset), null, context.Progress, context.Cancellation);
        return Evaluator.Run(model, events, parsed, context.Progress, context.Cancellation);
    }

    /// <summary>The report for people.</summary>
    public static string Table(EvaluationReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Protocol}: {report.Users:N0} users, {report.Items:N0} items, all ranked");
        text.AppendLine("                    NDCG@10  NDCG@100    HR@10  Recall@100  | new to the user: NDCG@100");
        foreach (NamedResult result in report.Results)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {result.Name,-16} {Cell(result.Metrics, "ndcg@10"),8} {Cell(result.Metrics, "ndcg@100"),9} {Cell(result.Metrics, "hr@10"),8} {Cell(result.Metrics, "recall@100"),11}  | {Cell(result.NewItems, "ndcg@100"),25}"));
        }

        foreach (MetricDifference difference in report.Differences)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {difference.A} − {difference.B}, {difference.Metric}, {difference.List} items: {difference.Mean:+0.0000;-0.0000} (95 % interval {difference.Low:+0.0000;-0.0000} to {difference.High:+0.0000;-0.0000})"));
        }

        return text.ToString().TrimEnd();
    }

    private static string Cell(IReadOnlyDictionary<string, double>? metrics, string name) =>
        metrics is not null && metrics.TryGetValue(name, out double value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "–";
}
