using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.OnlineRetail;

/// <summary>
/// Imports the UCI Online Retail table (a CSV, plain or gzipped, in time order).
/// <list type="bullet">
/// <item>Goods are the rows whose StockCode begins with five digits. The item id is the StockCode in capitals: the file has
/// 111 codes with small letters, on 1,942 rows, all of them anonymous, and each is the same article as its capital twin.</item>
/// <item>An InvoiceNo that begins with C is <see cref="EventAction.Canceled"/>, its order id being that of the purchase it
/// undoes (<see cref="PurchaseLedger"/>) or, when there is none, its own; every other row is <see cref="EventAction.Order"/>.</item>
/// <item>Free lines of customers are purchases; free or negative lines without a customer are stock adjustments and rejected.</item>
/// <item>A row without CustomerID belongs to the anonymous user <c>anonymous/{InvoiceNo}</c>.</item>
/// <item>Event id <c>{InvoiceNo}-{line}</c>; value = |quantity| times unit price; times have no zone in the file and are taken as UTC.</item>
/// </list>
/// </summary>
public static class OnlineRetailImporter
{
    /// <summary>What the ids of anonymous users begin with.</summary>
    public const string AnonymousPrefix = "anonymous/";

    /// <summary>The note that counts cancellations without an earlier purchase of the same customer and item.</summary>
    public const string UnmatchedNote = "cancellations unmatched";

    private const string Stage = "importing online-retail";
    private const int RowsPerReport = 20_000;

    /// <summary>Imports <paramref name="file"/> into the dataset folder <paramref name="outFolder"/>.</summary>
    /// <exception cref="TandemException">The file cannot be read, or its header lacks a column.</exception>
    public static ImportReport Import(
        string file, string outFolder, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        using InputFile input = InputFile.Open(file);
        try
        {
            return Import(input, outFolder, progress, cancellation);
        }
        catch (InvalidDataException e)
        {
            throw new TandemException($"{file} is no readable gzip file ({e.Message}). Copy it again.", e);
        }
    }

    private static ImportReport Import(
        InputFile input, string outFolder, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        var records = new CsvRecordReader(input.Text);
        if (!records.Read())
        {
            throw new TandemException($"{input.Path} is empty.");
        }

        RetailColumns columns = RetailColumns.FromHeader(input.Path, records.Fields);
        using DatasetWriter writer = DatasetWriter.Create(outFolder);
        using var rejected = new RejectedRows(writer.PartialFolder);
        var ledger = new PurchaseLedger();
        var items = new RetailItems();
        long read = 0;
        long taken = 0;
        long cancellations = 0;
        long unmatched = 0;
        while (records.Read())
        {
            if (read++ % RowsPerReport == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(input.Progress(Stage, $"{read - 1} rows"));
            }

            string? reason = records.Malformed ? "malformed quotes" : null;
            RetailRow row = default;
            reason ??= RetailRow.Parse(records.Fields, columns, out row);
            if (reason is not null)
            {
                rejected.Add(input.Name, records.Line, reason, records.Raw);
                continue;
            }

            string? undone = Account(ledger, row);
            cancellations += row.Cancellation ? 1 : 0;
            unmatched += row.Cancellation && undone is null ? 1 : 0;
            items.Add(row);
            writer.Write(ToEvent(row, records.Line, undone));
            taken++;
        }

        foreach (ItemDescription item in items.Describe())
        {
            writer.Write(item);
        }

        rejected.Dispose();
        progress?.Report(input.Progress(Stage, $"{read} rows"));
        DatasetManifest manifest = writer.Complete(new DatasetManifest
        {
            Name = "online-retail",
            Source = $"online-retail {input.Name}",
            Outcome = EventAction.Order,
            AnonymousUserPrefix = AnonymousPrefix,
            Rejected = rejected.Counts,
        });
        return new ImportReport
        {
            Manifest = manifest,
            Read = read,
            Taken = taken,
            Rejected = rejected.Counts,
            Samples = rejected.Samples,
            Notes = new Dictionary<string, long> { ["cancellations"] = cancellations, [UnmatchedNote] = unmatched },
        };
    }

    /// <summary>Books the row; gives the invoice that a cancellation undoes, or null.</summary>
    private static string? Account(PurchaseLedger ledger, RetailRow row)
    {
        if (row.Customer is null)
        {
            return null;
        }

        if (row.Cancellation)
        {
            return ledger.Cancelled(row.Customer, row.StockCode, -row.Quantity);
        }

        ledger.Bought(row.Customer, row.StockCode, row.Invoice, row.Quantity);
        return null;
    }

    private static ShopEvent ToEvent(RetailRow row, long line, string? undone) => new()
    {
        EventId = $"{row.Invoice}-{line}",
        UserId = row.Customer ?? AnonymousPrefix + row.Invoice,
        ItemId = row.StockCode,
        Action = row.Cancellation ? EventAction.Canceled : EventAction.Order,
        OccurredAt = row.At,
        OrderId = undone ?? row.Invoice,
        Value = (double)(Math.Abs((long)row.Quantity) * row.UnitPrice),
    };
}
