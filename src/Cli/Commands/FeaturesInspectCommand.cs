using System.CommandLine;
using System.Globalization;
using System.Text;
using Tandem.Cli.CommandLine;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Features.Inspection;
using Tandem.Training.Featurizing;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem features inspect</c>: explains one item's vector.</summary>
internal static class FeaturesInspectCommand
{
    private const int ExampleIds = 3;

    public static Command Create()
    {
        var folder = new Argument<string>("FEATURES") { Description = "A features folder." };
        var item = new Option<string>("--item") { Description = "The item's id.", Required = true };
        var dataset = new Option<string?>("--dataset") { Description = "The dataset that has the item. Default: the one that the features were built on." };
        var neighbours = new Option<int>("--neighbours") { Description = "Nearest items to list for each block and in all; 0 for none.", DefaultValueFactory = _ => 5 };
        neighbours.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 1000)
            {
                result.AddError("--neighbours must be 0 to 1000.");
            }
        });
        var command = new Command("inspect", "Explain one item's vector, block by block, in words and by its nearest items.") { folder, item, dataset, neighbours };
        return command.Runs((parse, context) =>
        {
            FeatureFolder features = FeatureFolder.Open(parse.GetValue(folder)!);
            DatasetReader reader = DatasetReader.Open(parse.GetValue(dataset) ?? DatasetOf(features));
            ItemInspection inspection = Inspect(features, reader, parse.GetValue(item)!, parse.GetValue(neighbours), context);
            context.Result(inspection, Describe(inspection));
            return Task.CompletedTask;
        });
    }

    /// <summary>For people.</summary>
    public static string Describe(ItemInspection inspection)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"item {inspection.ItemId}: {inspection.Dimension} dimensions, schema {inspection.SchemaHash}");
        text.AppendLine(CultureInfo.InvariantCulture, $"vectors {inspection.Vectors}");
        foreach (BlockInspection block in inspection.Blocks)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{block.Block} [{block.Offset}..{block.Offset + block.Length - 1}], length {block.Norm:0.000}");
            foreach (string line in block.Says)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {line}");
            }

            Append(text, block.Measure, block.Nearest);
        }

        text.AppendLine("the whole vector");
        Append(text, "1 - cosine", inspection.Nearest);
        return text.ToString().TrimEnd();
    }

    private static ItemInspection Inspect(FeatureFolder features, DatasetReader dataset, string id, int neighbours, CommandContext context)
    {
        ItemDescription[] items = [.. features.ReadItems(dataset, context.Cancellation)];
        int index = Array.FindIndex(items, row => row.ItemId == id);
        if (index < 0)
        {
            string examples = string.Join(", ", items.Take(ExampleIds).Select(row => $"'{row.ItemId}'"));
            throw new TandemException(
                $"The dataset '{dataset.Folder}' has no item '{id}'. It has {items.Length} items, {(items.Length == 0 ? "so none can be inspected" : $"the first of them {examples}")}.");
        }

        Interactions events = Interactions.Load(dataset, features.Note.Until, context.Progress, context.Cancellation);
        ItemCounts[] byCode = FeatureFolder.CountItems(events, features.Note.Until);
        Dictionary<string, int> code = events.ItemIds.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        ItemCounts[] counts = [.. items.Select(row => byCode[code[row.ItemId]])];
        context.Progress.Report(new ProgressReport("Comparing items", 0, 0));
        using BuiltVectors? built = BuiltVectors.Of(features, items, context.Cancellation);
        ItemInspection inspection = features.Features.Inspect(
            items[index], counts[index], [.. dataset.ReadCategories(context.Cancellation)], items, counts, neighbours,
            built is null ? null : built.Copy, context.Cancellation);
        return inspection with
        {
            Vectors = built is null
                ? "fused anew: the features were built on other items"
                : built.Compare(index, features.Features, items[index], counts[index]),
        };
    }

    private static string DatasetOf(FeatureFolder features)
    {
        string? path = features.Note.DatasetPath is { } relative ? Path.GetFullPath(relative, Path.GetFullPath(features.Path)) : null;
        return path is not null && Directory.Exists(path)
            ? path
            : throw new TandemException(
                $"The dataset '{features.Note.Dataset}' that the features were built on is not {(path is null ? "named in them" : $"at '{path}'")}. Say where it is with --dataset.");
    }

    private static void Append(StringBuilder text, string measure, IReadOnlyList<ItemNeighbour> neighbours)
    {
        if (neighbours.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  nearest, by {measure}:");
        }

        foreach (ItemNeighbour neighbour in neighbours)
        {
            string category = neighbour.CategoryId is null ? "" : $"  ({neighbour.CategoryName ?? neighbour.CategoryId})";
            text.AppendLine(CultureInfo.InvariantCulture, $"    {neighbour.Distance:0.000}  {neighbour.ItemId}  {neighbour.Name}{category}");
        }
    }
}
