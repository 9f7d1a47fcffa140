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
            Description = "time-split[:DAYS], leave-one-out, or for imported sequences s3rec or gsasrec.",
            DefaultValueFactory = _ => "time-split:14",
        };
        var perUser = new Option<string?>("--per-user") { Description = "Also write every user's metrics to this file, .csv or .parquet." };
        var command = new Command("evaluate", "Rank all items for held-out users, with the code that the node serves with.")
        {
            dataset, bundle, protocol, perUser,
        };
        return command.Runs((parse, context) =>
        {
            string? file = parse.GetValue(perUser);
            if (file is not null)
            {
                PerUserFile.CheckName(file);
            }

            EvaluationReport report = Run(parse.GetValue(dataset)!, parse.GetValue(bundle)!, parse.GetValue(protocol)!, context);
            if (file is not null)
            {
                PerUserFile.Write(report.PerUser, file);
            }

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
        UserGroups groups = report.Groups;
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Protocol}: {report.Users:N0} users, {report.Items:N0} items, all ranked, equal scores by item id");
        text.AppendLine("                                                                            |                  NDCG@100 of                   | first 10");
        text.AppendLine("                             NDCG@10  NDCG@100    HR@10    MRR@10  Recall@100 |    new    cold users  cold items  head    tail   | coverage  novelty");
        text.AppendLine(CultureInfo.InvariantCulture, $"  users                     {groups.All,8:N0} {"",9} {"",8} {"",9} {"",11} | {groups.New,7:N0} {groups.Cold,11:N0} {groups.ColdItems,11:N0} {groups.HeadItems,7:N0} {groups.TailItems,7:N0} |");
        foreach (NamedResult result in report.Results)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {result.Name,-25} {Cell(result.Metrics, "ndcg@10"),8} {Cell(result.Metrics, "ndcg@100"),9} {Cell(result.Metrics, "hr@10"),8} {Cell(result.Metrics, "mrr@10"),9} {Cell(result.Metrics, "recall@100"),11} | {Cell(result.NewItems, "ndcg@100"),7} {Cell(result.Cold, "ndcg@100"),11} {Cell(result.ColdItems, "ndcg@100"),11} {Cell(result.HeadItems, "ndcg@100"),7} {Cell(result.TailItems, "ndcg@100"),7} | {Cell(result.Metrics, "coverage@10"),8} {Cell(result.Metrics, "novelty@10", "0.00"),8}"));
        }

        text.AppendLine("  'blend without X': X proposes nothing and its features weigh 0, the other weights as they were fitted.");
        foreach (MetricDifference difference in report.Differences)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {difference.A} − {difference.B}, {difference.Metric}, {difference.List} items: {difference.Mean:+0.0000;-0.0000} (95 % interval {difference.Low:+0.0000;-0.0000} to {difference.High:+0.0000;-0.0000})"));
        }

        return text.ToString().TrimEnd();
    }

    private static string Cell(IReadOnlyDictionary<string, double> metrics, string name, string format = "0.0000") =>
        metrics.TryGetValue(name, out double value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";
}
