using ParquetSharp;
using ParquetSharp.Schema;
using Tandem.Datasets.Columns;
using Tandem.Domain;

namespace Tandem.Datasets.Archive;

/// <summary>
/// One file of the event archive: Parquet with the columns of a dataset's events, and with <c>recommendation_id</c> and <c>offset</c>.
/// </summary>
public static class EventArchiveFile
{
    private const int RowGroupRows = 50_000;

    /// <summary>Writes <c>part-00000.parquet</c> into a folder, which is made. Holds at most 50,000 events in memory.</summary>
    /// <returns>How many events were written; with none there is no file.</returns>
    public static async Task<long> WriteAsync(string folder, IAsyncEnumerable<ArchivedEvent> events, CancellationToken cancellation = default)
    {
        using var table = new ArchiveTable(folder);
        await foreach (ArchivedEvent archived in events.WithCancellation(cancellation).ConfigureAwait(false))
        {
            table.Write(archived);
        }

        table.EndPart();
        return table.Rows;
    }

    /// <summary>Reads the files of a folder in stored order.</summary>
    /// <exception cref="TandemException">A file is damaged.</exception>
    public static IEnumerable<ArchivedEvent> Read(string folder)
    {
        foreach (string file in DatasetLayout.Parts(folder, string.Empty))
        {
            using ParquetTable table = ParquetTable.Open(file);
            long row = 0;
            for (int index = 0; index < table.RowGroups; index++)
            {
                using RowGroup group = table.OpenRowGroup(index);
                var events = new EventLeaves(group);
                Leaf<ByteArray> recommendationId = group.Text("recommendation_id");
                IntegerLeaf offset = group.Integers("offset");
                for (long i = 0; i < group.Rows; i++, row++)
                {
                    ShopEvent shopEvent = events.Read(file, row);
                    string? recommendation = recommendationId.ReadString();
                    yield return offset.TryRead(out long place)
                        ? new ArchivedEvent(place, recommendation is null ? shopEvent : shopEvent with { RecommendationId = recommendation })
                        : throw DatasetReader.Null(file, row, "offset");
                }
            }
        }
    }

    private sealed class ArchiveTable(string folder) : EventTable<ArchivedEvent>(folder, RowGroupRows, long.MaxValue, static row => row.Event)
    {
        protected override IEnumerable<string> WithoutDictionary => [.. base.WithoutDictionary, "offset"];

        protected override void WriteRowGroup(RowGroupWriter group, IReadOnlyList<ArchivedEvent> rows)
        {
            base.WriteRowGroup(group, rows);
            WriteColumn(group, rows, static row => row.Event.RecommendationId);
            WritePlain(group, rows, static row => row.Offset);
        }

        protected override IEnumerable<Node> Schema() => [.. base.Schema(), Column<string>("recommendation_id"), Column<long>("offset")];
    }
}
