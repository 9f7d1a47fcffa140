using System.CommandLine;
using System.Globalization;
using Tandem.Cli.CommandLine;
using Tandem.Datasets.Categories;
using Tandem.Domain;
using Tandem.Features.Categories;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem poincare</c>: embed any hierarchy.</summary>
internal static class PoincareCommand
{
    /// <summary>Above all roots of a tree that has several, so that they share a centre; a tab can't be in a name of the file.</summary>
    private const string CommonRoot = "\troot";

    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMinutes(1);

    public static Command Create()
    {
        var defaults = new PoincareOptions();
        var source = new Argument<string>("EDGES") { Description = "A text file, plain or gzipped: a line an edge, child TAB parent, or see --format." };
        var format = new Option<CategoryFileFormat>("--format") { Description = "edges: child TAB parent. paths: A > B > C. google: Google's product taxonomy.", DefaultValueFactory = _ => CategoryFileFormat.Edges };
        Option<string[]> roots = Shared.CategoryRoots("--roots");
        var dimension = new Option<int>("--dim") { Description = "Dimensions.", DefaultValueFactory = _ => defaults.Dimension };
        var epochs = new Option<int>("--epochs") { Description = "Passes over all nodes.", DefaultValueFactory = _ => defaults.Epochs };
        var negatives = new Option<int>("--negatives") { Description = "Nodes that those of a batch are told apart from.", DefaultValueFactory = _ => defaults.Negatives };
        var batch = new Option<int>("--batch") { Description = "Nodes in a batch.", DefaultValueFactory = _ => defaults.Batch };
        var rate = new Option<double>("--learning-rate") { Description = "Hyperbolic length of a step.", DefaultValueFactory = _ => defaults.LearningRate };
        var objective = new Option<PoincareObjective>("--objective")
        {
            Description = "parent: the parent is the nearest node (Hit@1). ancestors: every ancestor is nearer than any other node (MAP).",
            DefaultValueFactory = _ => defaults.Objective,
        };
        var growth = new Option<double>("--growth") { Description = "Share of the epochs over which the bound on the radius grows.", DefaultValueFactory = _ => defaults.GrowthShare };
        var threads = new Option<int>("--threads") { Description = "Threads; the result does not depend on them.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var resume = new Option<bool>("--resume") { Description = "Go on from OUT.checkpoint, which is written every minute and by Ctrl-C." };
        Option<string> output = Shared.Output("The TSV file to write: node, then its coordinates.");
        var command = new Command("poincare", "Train a Poincaré embedding of a hierarchy; report mean rank, MAP and Hit@1.")
        {
            source, format, roots, dimension, epochs, negatives, batch, rate, objective, growth, threads, resume, output,
        };
        return command.Runs((parse, context) =>
        {
            PoincareOptions options = defaults with
            {
                Dimension = parse.GetValue(dimension),
                Epochs = parse.GetValue(epochs),
                Negatives = parse.GetValue(negatives),
                Batch = parse.GetValue(batch),
                LearningRate = parse.GetValue(rate),
                Objective = parse.GetValue(objective),
                GrowthShare = parse.GetValue(growth),
                Seed = context.Seed ?? defaults.Seed,
            };
            IReadOnlyList<Category> categories = CategoryFile.Read(parse.GetValue(source)!, parse.GetValue(format));
            if (parse.GetValue(roots) is { Length: > 0 } chosen)
            {
                categories = CategoryTree.Below(categories, chosen);
            }

            string file = parse.GetValue(output)!;
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = Math.Max(1, parse.GetValue(threads)), CancellationToken = context.Cancellation };
            PoincareEmbedding embedding = Train(new PoincareTraining(Edges(categories), options), parallel, file + ".checkpoint", parse.GetValue(resume), context);
            using (StreamWriter writer = File.CreateText(file))
            {
                embedding.WriteTsv(writer);
            }

            File.Delete(file + ".checkpoint");
            PoincareQuality quality = embedding.Quality;
            context.Result(quality, string.Create(
                CultureInfo.InvariantCulture,
                $"{quality.Nodes:N0} nodes: mean rank {quality.MeanRank:F2}, MAP {quality.MeanAveragePrecision:F3}, Hit@1 {quality.HitAt1:F3}"));
            return Task.CompletedTask;
        });
    }

    private static PoincareEmbedding Train(PoincareTraining training, ParallelOptions parallel, string checkpoint, bool resume, CommandContext context)
    {
        if (resume && File.Exists(checkpoint))
        {
            using FileStream stream = File.OpenRead(checkpoint);
            training.Load(stream);
            context.Note($"Going on after epoch {training.EpochsDone} of {checkpoint}.");
        }

        long saved = context.Time.GetTimestamp();
        while (!training.IsDone)
        {
            if (context.Cancellation.IsCancellationRequested || context.Time.GetElapsedTime(saved) > BetweenCheckpoints)
            {
                Save(training, checkpoint);
                saved = context.Time.GetTimestamp();
                context.Cancellation.ThrowIfCancellationRequested();
            }

            training.RunEpoch(parallel, context.Progress);
        }

        return training.Finish(parallel, context.Progress);
    }

    /// <summary>The old checkpoint stays until the new one is whole.</summary>
    private static void Save(PoincareTraining training, string checkpoint)
    {
        string partial = checkpoint + ".partial";
        using (FileStream stream = File.Create(partial))
        {
            training.Save(stream);
        }

        File.Move(partial, checkpoint, overwrite: true);
    }

    private static IEnumerable<(string Child, string Parent)> Edges(IReadOnlyList<Category> categories)
    {
        HashSet<string> below = [.. categories.Where(category => category.ParentId is not null).Select(category => category.CategoryId)];
        string[] roots = [.. categories.Select(category => category.CategoryId).Where(id => !below.Contains(id)).Distinct()];
        IEnumerable<(string, string)> edges = categories.Where(category => category.ParentId is not null).Select(category => (category.CategoryId, category.ParentId!));
        return roots.Length > 1 ? edges.Concat(roots.Select(root => (root, CommonRoot))) : edges;
    }
}
