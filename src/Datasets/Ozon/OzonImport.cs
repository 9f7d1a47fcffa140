using Tandem.Datasets.Columns;
using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>What the readers of the four tables share while one import runs.</summary>
internal sealed class OzonImport(string raw, DatasetWriter writer, RejectedRows rejected, IProgress<ProgressReport>? progress)
{
    private const int RowsPerReport = 1 << 17;
    private static readonly long FirstTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long EndOfTime = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public DatasetWriter Writer { get; } = writer;

    /// <summary>Ids of the items that were taken; an event of another item is rejected.</summary>
    public HashSet<long> KnownItems { get; } = [];

    public long Read { get; private set; }

    public long Taken { get; set; }

    public static bool IsPlausible(long milliseconds) => milliseconds >= FirstTime && milliseconds < EndOfTime;

    public void Reject(string file, long row, string reason, string text) =>
        rejected.Add(Path.GetRelativePath(raw, file), row, reason, text);

    /// <summary>
    /// Goes over a table's files and row groups. <paramref name="readGroup"/> gets the file's name and number, the row group
    /// and the row at which it begins.
    /// </summary>
    public void ReadTable(string name, Action<OzonGroup> readGroup, CancellationToken cancellation)
    {
        string[] files = OzonSchema.Files(raw, name);
        long total = 0;
        foreach (string file in files)
        {
            using ParquetTable table = ParquetTable.Open(file);
            total += table.Rows;
        }

        long done = 0;
        for (int number = 0; number < files.Length; number++)
        {
            using ParquetTable table = ParquetTable.Open(files[number]);
            long row = 0;
            for (int index = 0; index < table.RowGroups; index++)
            {
                using RowGroup group = table.OpenRowGroup(index);
                readGroup(new OzonGroup(table, group, number, row, AfterRow));
                row += group.Rows;
            }
        }

        progress?.Report(new ProgressReport("importing " + name, done, total));

        void AfterRow()
        {
            Read++;
            if (done++ % RowsPerReport == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new ProgressReport("importing " + name, done - 1, total));
            }
        }
    }
}

/// <param name="FileNumber">Position of the file among the table's sorted files.</param>
/// <param name="FirstRow">Row of the file at which the group begins.</param>
/// <param name="RowRead">To be called once for each row.</param>
internal readonly record struct OzonGroup(ParquetTable Table, RowGroup Columns, int FileNumber, long FirstRow, Action RowRead);
