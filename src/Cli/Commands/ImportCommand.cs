using System.CommandLine;
using System.Globalization;
using System.Text;
using Tandem.Cli.CommandLine;
using Tandem.Datasets.Categories;
using Tandem.Datasets.Events;
using Tandem.Datasets.Importing;
using Tandem.Datasets.OnlineRetail;
using Tandem.Datasets.Ozon;
using Tandem.Datasets.Sequences;
using Tandem.Domain;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem import</c>: foreign tables into the canonical dataset folder.</summary>
internal static class ImportCommand
{
    public static Command Create() => new("import", "Turn foreign tables into a dataset folder. Rows that cannot be taken are counted with their reason.")
    {
        Ozon(),
        OnlineRetail(),
        Sequences(),
        Events(),
    };

    private static Command Ozon()
    {
        var source = new Argument<string>("RAW") { Description = "Folder with orders, tracker, items and categories_tree in the Ozon schema." };
        var output = new Option<string>("--out") { Description = "The dataset folder to write.", Required = true };
        var memory = new Option<long>("--memory")
        {
            Description = "Memory that the import may take, such as 4GiB or 1500MiB; at least 1GiB.",
            DefaultValueFactory = _ => new OzonImportOptions().Memory,
            CustomParser = MemorySize.Parse,
        };
        var threads = new Option<int>("--threads") { Description = "Threads; the dataset does not depend on them.", DefaultValueFactory = _ => new OzonImportOptions().Threads };
        return new Command("ozon", "Tables in the schema of the Ozon E-CUP 2025 data. Interrupted, the same command goes on where it was.") { source, output, memory, threads }
            .Runs((parse, context) =>
            {
                OzonImportOptions options = new() { Memory = parse.GetValue(memory), Threads = parse.GetValue(threads) };
                options.Validate();
                MemorySize.Limit(options.Memory);
                ImportReport report = OzonImporter.Import(parse.GetValue(source)!, parse.GetValue(output)!, options, context.Progress, context.Cancellation);
                foreach (RejectedRow lost in report.Samples.Where(row => row.Reason == OzonImporter.UnreadableReason))
                {
                    context.Note($"Left out: {lost.Text}");
                }

                context.Result(report, Describe(report));
                return Task.CompletedTask;
            });
    }

    private static Command OnlineRetail()
    {
        var source = new Argument<string>("CSV") { Description = "The UCI Online Retail table, plain or gzipped." };
        var output = new Option<string>("--out") { Description = "The dataset folder to write.", Required = true };
        return new Command("online-retail", "The UCI Online Retail table.") { source, output }.Runs((parse, context) =>
        {
            ImportReport report = OnlineRetailImporter.Import(parse.GetValue(source)!, parse.GetValue(output)!, context.Progress, context.Cancellation);
            context.Result(report, Describe(report));
            return Task.CompletedTask;
        });
    }

    private static Command Sequences()
    {
        var source = new Argument<string>("FILE") { Description = "A line a user, 'user item item …', plain or gzipped; or a folder with train/input.txt, val/input.txt and val/output.txt." };
        var attributes = new Option<string?>("--attributes") { Description = "A JSON object, item to a list of attribute ids, plain or gzipped." };
        var output = new Option<string>("--out") { Description = "The dataset folder to write.", Required = true };
        return new Command("sequences", "Sequences of items without times, as published for next-item recommendation.") { source, attributes, output }
            .Runs((parse, context) =>
            {
                ImportReport report = SequencesImporter.Import(
                    parse.GetValue(source)!, parse.GetValue(attributes), parse.GetValue(output)!, context.Progress, context.Cancellation);
                context.Result(report, Describe(report));
                return Task.CompletedTask;
            });
    }

    private static Command Events()
    {
        var source = new Argument<string>("DIR|FILE") { Description = "A table with a row for each event: CSV, TSV, NDJSON or Parquet, text also gzipped; or a folder of such files, for example a node's archive." };
        var items = new Option<string?>("--items") { Description = "A table with a row for each item. Columns that are no field of an item become attributes." };
        var map = new Option<string?>("--map") { Description = "A JSON file that says which column is which, and what the shop's actions mean." };
        var categories = new Option<string?>("--categories") { Description = "The category tree, a text file, plain or gzipped. Left out, it is made of the items' category paths, A > B > C." };
        var format = new Option<CategoryFileFormat>("--category-format") { Description = "edges: child TAB parent. paths: A > B > C. google: Google's product taxonomy.", DefaultValueFactory = _ => CategoryFileFormat.Google };
        var output = new Option<string>("--out") { Description = "The dataset folder to write.", Required = true };
        return new Command("events", "Events of any shop.") { source, items, map, categories, format, output }.Runs((parse, context) =>
        {
            ColumnMap columns = parse.GetValue(map) is { } file ? ColumnMap.Read(file) : ColumnMap.Default;
            IReadOnlyList<Category>? tree = parse.GetValue(categories) is { } hierarchy ? CategoryFile.Read(hierarchy, parse.GetValue(format)) : null;
            ImportReport report = EventsImporter.Import(
                parse.GetValue(source)!, parse.GetValue(items), columns, parse.GetValue(output)!, tree, context.Progress, context.Cancellation);
            context.Result(report, Describe(report));
            return Task.CompletedTask;
        });
    }

    /// <summary>The report for people.</summary>
    public static string Describe(ImportReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.Manifest.Name}{(report.Manifest.Simulated ? " (simulated, not real data)" : "")}: read {report.Read:N0} rows, took {report.Taken:N0}: ");
        text.Append(CultureInfo.InvariantCulture, $"{report.Manifest.Events:N0} events of {report.Manifest.Users:N0} users with {report.Manifest.Items:N0} items, {report.Manifest.Categories:N0} categories");
        foreach ((string reason, long count) in report.Rejected.OrderByDescending(pair => pair.Value))
        {
            RejectedRow? first = report.Samples.FirstOrDefault(row => row.Reason == reason);
            text.AppendLine();
            text.Append(CultureInfo.InvariantCulture, $"  rejected {count:N0}: {reason}{(first is null ? "" : $" (first: {first.File}, row {first.Line})")}");
        }

        foreach ((string note, long count) in report.Notes)
        {
            text.AppendLine();
            text.Append(CultureInfo.InvariantCulture, $"  {note}: {count:N0}");
        }

        return text.ToString();
    }
}
