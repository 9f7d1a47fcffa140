using System.CommandLine;
using System.Globalization;
using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Features;
using Tandem.Features.Onnx;
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
        var memory = new Option<long>("--memory")
        {
            Description = "Memory that the build may take, such as 4GiB or 900MiB; at least 1GiB. 768 MiB of it are fixed, about 400 bytes an item are for the items, the rest for counters of events.",
            DefaultValueFactory = _ => new FeatureBuildOptions().Memory,
            CustomParser = MemorySize.Parse,
        };
        var threads = new Option<int>("--threads") { Description = "Threads; the result does not depend on them.", DefaultValueFactory = _ => new FeatureBuildOptions().Threads };
        var ozonEvents = new Option<string?>("--events-from") { Description = "Count the events of this folder, with orders and tracker in the Ozon schema, instead of the dataset's." };
        Option<string[]> roots = Shared.CategoryRoots("--category-roots");
        var encoder = new TextEncoderFlags();
        var command = new Command("build", "Fit the five blocks of the item vector on a dataset and fuse its items. Interrupted, the same command goes on where it was.")
        {
            dataset, output, until, holdout, memory, threads, ozonEvents, roots,
        };
        encoder.AddTo(command);
        return command.Runs((parse, context) =>
        {
            DatasetReader reader = DatasetReader.Open(parse.GetValue(dataset)!);
            FeatureOptions options = new() { Seed = context.Seed ?? new FeatureOptions().Seed, CategoryRoots = parse.GetValue(roots) ?? [] };
            FeatureBuildOptions build = new() { Memory = parse.GetValue(memory), Threads = parse.GetValue(threads), OzonEvents = parse.GetValue(ozonEvents) };
            MemorySize.Limit(build.Memory);
            using OnnxTextEncoder? texts = encoder.Open(parse);
            FeatureFolder folder = FeatureFolder.Build(
                reader, parse.GetValue(output)!, Shared.Cut(reader, parse.GetValue(until), parse.GetValue(holdout)), options, build, texts,
                context.Progress, context.Cancellation);
            foreach (InputProblem problem in folder.Note.Problems)
            {
                context.Note($"Left out: {problem.Reason} (row group {problem.RowGroup?.ToString(CultureInfo.InvariantCulture) ?? "all"}, {problem.Rows:N0} rows)");
            }

            context.Result(folder.Note, Describe(folder.Note) + Environment.NewLine + "Report: " + folder.Page);
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
              category    {Category(report.Category)}
              image       {(report.Image.Dimension == 0 ? "none given" : string.Create(CultureInfo.InvariantCulture, $"{report.Image.Dimension}-d, {report.Image.Coverage:P1} of the items, explained variance {report.Image.ExplainedVariance:P1}"))}
              text        {(report.Text.VectorDimension > 0 ? $"{report.Text.VectorDimension}-d {(note.TextEncoder is { } by ? $"vectors of {by.Name}" : "given vectors")}" : $"{report.Text.Vocabulary:N0} n-gram buckets")}, {report.Text.Coverage:P1} of the items, explained variance {report.Text.ExplainedVariance:P1}
            """);
        return string.Join(Environment.NewLine, [text, .. ZipfCheck.Lines(report.Popularity)]);
    }

    private static string Category(CategoryReport report) => report.Categories == 0
        ? "no tree given"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Categories:N0} nodes, {report.Coverage:P1} of the items, MAP {report.MeanAveragePrecision:F3}, mean rank {report.MeanRank:F2}, Hit@1 {report.HitAt1:F3}");
}
