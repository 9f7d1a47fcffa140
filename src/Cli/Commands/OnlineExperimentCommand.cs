using System.CommandLine;
using System.Globalization;
using System.Text;
using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Towers;
using Tandem.Training.Experiments.Online;
using Tandem.Training.Experiments.Pages;
using Tandem.Training.Featurizing;
using Tandem.Training.Managed;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem experiment online</c>: what online training is worth on a shop's own history.</summary>
internal static class OnlineExperimentCommand
{
    public static Command Create()
    {
        Argument<string> dataset = Shared.Dataset();
        var bundle = new Option<string>("--bundle") { Description = "The bundle to begin with; the comparison runs from its last event on.", Required = true };
        var features = new Option<string>("--features") { Description = "The features folder that the bundle was trained with.", Required = true };
        Option<string> output = Shared.Output("The folder for the report and the bundles that are trained from scratch.");
        Option<DateTimeOffset?> until = Shared.Until();
        var defaults = new OnlineExperimentOptions();
        var retrain = new Option<int>("--retrain-days") { Description = "Days between two trainings from scratch.", DefaultValueFactory = _ => defaults.RetrainEveryDays };
        var count = new Option<int>("--count-days") { Description = "Days between two counts of the events so far.", DefaultValueFactory = _ => defaults.CountEveryDays };
        var baskets = new Option<int>("--baskets") { Description = "Baskets of a day that are ranked.", DefaultValueFactory = _ => defaults.BasketsPerDay };
        var rate = new Option<float>("--learning-rate") { Description = "The online trainer's step size.", DefaultValueFactory = _ => defaults.Trainer.LearningRate };
        var batch = new Option<int>("--batch") { Description = "Sequences in a step of the online trainer.", DefaultValueFactory = _ => defaults.Trainer.BatchSize };
        var replay = new Option<double>("--replay-share") { Description = "Share of them that were learned from before.", DefaultValueFactory = _ => defaults.Trainer.ReplayShare };
        var command = new Command("online", "Rank each day's purchases before they are learned: a bundle left alone, trained online, counted anew, trained from scratch.")
        {
            dataset, bundle, features, output, until, retrain, count, baskets, rate, batch, replay,
        };
        return command.Runs((parse, context) =>
        {
            string folder = parse.GetValue(output)!;
            var options = new OnlineExperimentOptions
            {
                Until = parse.GetValue(until),
                RetrainEveryDays = parse.GetValue(retrain),
                CountEveryDays = parse.GetValue(count),
                BasketsPerDay = parse.GetValue(baskets),
                Seed = context.Seed ?? defaults.Seed,
                Trainer = defaults.Trainer with
                {
                    LearningRate = parse.GetValue(rate),
                    BatchSize = parse.GetValue(batch),
                    ReplayShare = parse.GetValue(replay),
                    Seed = context.Seed ?? defaults.Trainer.Seed,
                },
            };
            OnlineExperimentReport report = new OnlineExperiment(new ManagedTowerEngineFactory(threads: 1), context.Time).Run(
                DatasetReader.Open(parse.GetValue(dataset)!),
                FeatureFolder.Open(parse.GetValue(features)!),
                BundleFolder.Open(parse.GetValue(bundle)!),
                options,
                folder,
                context.Progress,
                context.Cancellation);
            ExperimentOutput.Write(context, folder, report, OnlinePage.Write(report), Table(report));
            return Task.CompletedTask;
        });
    }

    private static string Table(OnlineExperimentReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Dataset}, {report.From:yyyy-MM-dd} to {report.Until:yyyy-MM-dd}: {report.Baskets:N0} baskets ranked, {report.Examples:N0} examples, {report.Steps:N0} steps; ndcg@100 of the answers | of the towers alone");
        foreach (OnlineArmResult arm in report.Arms)
        {
            string months = string.Join("  ", arm.Months.Select(month => string.Create(CultureInfo.InvariantCulture, $"{month.Month} {month.Blend:0.000}|{month.Towers:0.000}")));
            text.AppendLine(CultureInfo.InvariantCulture, $"  {arm.Name,-36} {arm.Updates,5} updates {arm.Seconds,8:0.0} s  {months}");
        }

        foreach (OnlineDifference d in report.Differences)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {d.What,-6} {d.A} − {d.B}: {d.Mean:+0.0000;-0.0000} ({d.Low:+0.0000;-0.0000} to {d.High:+0.0000;-0.0000}), {d.Relative:+0.0%;-0.0%}, {d.Baskets:N0} baskets");
        }

        return text.ToString().TrimEnd();
    }
}
