using System.CommandLine;
using System.Globalization;
using System.Text;
using Tandem.Cli.CommandLine;
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
    private delegate ImportReport Importer(string source, string folder, IProgress<ProgressReport> progress, CancellationToken cancellation);

    public static Command Create() => new("import", "Turn foreign tables into a dataset folder. Rows that cannot be taken are counted with their reason.")
    {
        From("ozon", "RAW", "Folder with orders, tracker, items and categories_tree in the Ozon schema.", OzonImporter.Import),
        From("online-retail", "CSV", "The UCI Online Retail table, plain or gzipped.", OnlineRetailImporter.Import),
        Sequences(),
        Events(),
    };

    private static Command From(string name, string argument, string description, Importer import)
    {
        var source = new Argument<string>(argument) { Description = description };
        var output = new Option<string>("--out") { Description = "The dataset folder to write.", Required = true };
        return new Command(name, description) { source, output }.Runs((parse, context) =>
        {
            ImportReport report = import(parse.GetValue(source)!, parse.GetValue(output)!, context.Progress, context.Cancellation);
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
        var output = new Option<string>("--out") { Description = "The dataset folder to write.", Required = true };
        return new Command("events", "Events of any shop.") { source, items, map, output }.Runs((parse, context) =>
        {
            ColumnMap columns = parse.GetValue(map) is { } file ? ColumnMap.Read(file) : ColumnMap.Default;
            ImportReport report = EventsImporter.Import(
                parse.GetValue(source)!, parse.GetValue(items), columns, parse.GetValue(output)!, context.Progress, context.Cancellation);
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
