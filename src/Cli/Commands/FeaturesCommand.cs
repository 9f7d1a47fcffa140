using System.CommandLine;
using System.Globalization;
using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Features;
using Tandem.Training.Featurizing;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem features build | inspect</c>.</summary>
internal static class FeaturesCommand
{
    public static Command Create() => new("features", "Fit and inspect the fused item vectors.") { Build(), FeaturesInspectCommand.Create() };

    private static Command Build()
    {
        Argument<string> dataset = Shared.Dataset();
        Option<string> output = Shared.Output("The features folder to write.");
        Option<DateTimeOffset?> until = Shared.Until();
        Option<double> holdout = Shared.Holdout();
        var command = new Command("build", "Fit the five blocks of the item vector on a dataset.") { dataset, output, until, holdout };
        return command.Runs((parse, context) =>
        {
            DatasetReader reader = DatasetReader.Open(parse.GetValue(dataset)!);
            FeatureOptions options = new() { Seed = context.Seed ?? new FeatureOptions().Seed };
            FeatureFolder folder = FeatureFolder.Build(
                reader, parse.GetValue(output)!, Shared.Cut(reader, parse.GetValue(until), parse.GetValue(holdout)), options, context.Progress, context.Cancellation);
            context.Result(folder.Note, Describe(folder.Note));
            return Task.CompletedTask;
        });
    }

    /// <summary>The report for people.</summary>
    public static string Describe(FeatureNote note)
    {
        FitReport report = note.Report;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Features {note.SchemaHash} of {note.Items:N0} items, events until {note.Until:yyyy-MM-dd HH:mm}:
              attributes  {report.Attributes.Columns:N0} columns ({report.Attributes.OtherColumns} folded), explained variance {report.Attributes.ExplainedVariance:P1}
              popularity  Zipf exponent {report.Popularity.ZipfExponent:F2}, Kolmogorov-Smirnov distance {report.Popularity.ZipfDistance:F3}, {report.Popularity.WithEvents:N0} of {report.Popularity.Models:N0} products with events
              category    {report.Category.Categories:N0} nodes, MAP {report.Category.MeanAveragePrecision:F3}, mean rank {report.Category.MeanRank:F2}, Hit@1 {report.Category.HitAt1:F3}
              image       {report.Image.Dimension}-d, {report.Image.Coverage:P1} of the items, explained variance {report.Image.ExplainedVariance:P1}
              text        {report.Text.Vocabulary:N0} n-gram buckets, {report.Text.Coverage:P1} of the items, explained variance {report.Text.ExplainedVariance:P1}
            """);
        return string.Join(Environment.NewLine, [text, .. ZipfCheck.Lines(report.Popularity)]);
    }
}
