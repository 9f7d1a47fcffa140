using ParquetSharp;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>
/// Tracker and orders files in the Ozon schema (nullable columns, Snappy, a million rows a row group, as Arrow writes them),
/// drawn in a stream: items by Zipf's law over scattered ids, actions by their published shares.
/// </summary>
internal static class TrackerFiles
{
    /// <summary>No event is later: 2025-06-30.</summary>
    public const long LastSecond = 1_751_241_600;

    private const int RowGroupRows = 1_000_000;
    private const int RowGroupsPerFile = 5;
    private const int Users = 1_000_000;

    private static readonly (string Action, double Share)[] Actions =
    [
        ("page_view", 0.679), ("view_description", 0.154), ("review_view", 0.051), ("to_cart", 0.041),
        ("favorite", 0.031), ("remove", 0.027), ("unfavorite", 0.017),
    ];

    private static readonly string?[] Widgets = ["cart.cartSplit", "pdp.characteristics", "pdp.richContent", null];

    /// <param name="raw">Folder that gets <c>tracker</c> and <c>orders</c>.</param>
    /// <param name="items">The items' ids.</param>
    /// <param name="rows">Rows of the tracker.</param>
    /// <param name="seed">Seed of all draws.</param>
    public static void Write(string raw, IReadOnlyList<int> items, long rows, int seed, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        Column[] columns =
        [
            new Column<int?>("item_id"), new Column<int?>("user_id"),
            new Column<DateTime?>("timestamp", LogicalType.Timestamp(isAdjustedToUtc: false, TimeUnit.Millis)),
            new Column<string?>("action_type"), new Column<string?>("action_widget"),
        ];
        Directory.CreateDirectory(Path.Combine(raw, "tracker"));
        var random = new Random(seed);
        for (long done = 0, file = 0; done < rows; file++)
        {
            using var writer = new ParquetFileWriter(Path.Combine(raw, "tracker", $"part-{file:D5}.parquet"), columns, Compression.Snappy);
            for (int group = 0; group < RowGroupsPerFile && done < rows; group++)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = (int)Math.Min(RowGroupRows, rows - done);
                using RowGroupWriter part = writer.AppendRowGroup();
                WriteGroup(part, items, count, random);
                done += count;
                progress.Report(new ProgressReport("Drawing events", done, rows));
            }

            writer.Close();
        }

        WriteOrders(raw, items, random);
    }

    private static void WriteGroup(RowGroupWriter part, IReadOnlyList<int> items, int count, Random random)
    {
        Fill(part, count, () => (int?)ItemOf(LargeMarket.Zipf(items.Count, random), items));
        Fill(part, count, () => (int?)random.Next(Users));
        Fill(part, count, () => (DateTime?)TimeOf(LastSecond - random.Next(180 * 86_400)));
        Fill(part, count, () => (string?)ActionOf(random.NextDouble()));
        Fill(part, count, () => Widgets[random.Next(Widgets.Length)]);
    }

    private static void WriteOrders(string raw, IReadOnlyList<int> items, Random random)
    {
        const int Count = 100_000;
        LogicalType nanos = LogicalType.Timestamp(isAdjustedToUtc: false, TimeUnit.Micros);
        Column[] columns =
        [
            new Column<int?>("item_id"), new Column<int?>("user_id"), new Column<DateTime?>("created_timestamp", nanos),
            new Column<string?>("last_status"), new Column<DateTime?>("last_status_timestamp", nanos),
        ];
        Directory.CreateDirectory(Path.Combine(raw, "orders"));
        using var writer = new ParquetFileWriter(Path.Combine(raw, "orders", "part-00000.parquet"), columns, Compression.Snappy);
        using (RowGroupWriter part = writer.AppendRowGroup())
        {
            Fill(part, Count, () => (int?)ItemOf(LargeMarket.Zipf(items.Count, random), items));
            Fill(part, Count, () => (int?)random.Next(Users));
            Fill(part, Count, () => (DateTime?)TimeOf(LastSecond - (20 * 86_400) - random.Next(86_400)));
            Fill(part, Count, () => (string?)(random.Next(2) == 0 ? "delivered_orders" : "canceled_orders"));
            Fill(part, Count, () => (DateTime?)TimeOf(LastSecond - random.Next(86_400)));
        }

        writer.Close();
    }

    /// <summary>Popular items lie anywhere among the ids, not at their begin: the multiplier is a prime.</summary>
    private static int ItemOf(int rank, IReadOnlyList<int> items) => items[(int)(rank * 2_654_435_761L % items.Count)];

    private static DateTime TimeOf(long second) => DateTime.SpecifyKind(DateTimeOffset.FromUnixTimeSeconds(second).DateTime, DateTimeKind.Unspecified);

    private static string ActionOf(double draw)
    {
        foreach ((string action, double share) in Actions)
        {
            draw -= share;
            if (draw < 0)
            {
                return action;
            }
        }

        return Actions[0].Action;
    }

    private static void Fill<T>(RowGroupWriter part, int count, Func<T> draw)
    {
        var values = new T[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = draw();
        }

        using LogicalColumnWriter<T> column = part.NextColumn().LogicalWriter<T>();
        column.WriteBatch(values);
    }
}
