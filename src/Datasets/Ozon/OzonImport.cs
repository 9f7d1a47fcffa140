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

    /// <summary>Stands for no time, or for one that is not plausible: after every cut.</summary>
    public const long Never = long.MaxValue;

    public static bool IsPlausible(long milliseconds) => milliseconds >= FirstTime && milliseconds < EndOfTime;

    public void Reject(string file, long row, string reason, string text) =>
        rejected.Add(Path.GetRelativePath(raw, file), row, reason, text);

    /// <summary>
    /// Goes over a table's files and row groups. <paramref name="readGroup"/> gets the file's name and number, the row group
    /// and the row at which it begins. What cannot be read is rejected with its file and row group, and the next row group
    /// goes on; rows before the damage are taken.
    /// </summary>
    /// <exception cref="DamagedInputException">Nothing of the table can be read.</exception>
    public void ReadTable(string name, Action<OzonGroup> readGroup, CancellationToken cancellation)
    {
        string[] files = OzonSchema.Files(raw, name);
        long total = files.Sum(RowsOf);
        long done = 0;
        bool any = false;
        DamagedInputException? first = null;
        for (int number = 0; number < files.Length; number++)
        {
            try
            {
                using ParquetTable table = ParquetTable.Open(files[number]);
                ReadFile(table, number);
            }
            catch (DamagedInputException damage)
            {
                first ??= damage;
                Lost(files[number], 0, 1, damage);
            }
        }

        if (!any && first is not null)
        {
            throw first;
        }

        progress?.Report(new ProgressReport("importing " + name, done, total));

        void ReadFile(ParquetTable table, int number)
        {
            long row = 0;
            for (int index = 0; index < table.RowGroups; index++)
            {
                using RowGroup group = table.OpenRowGroup(index);
                long before = Read;
                try
                {
                    readGroup(new OzonGroup(table, group, number, row, AfterRow));
                    any = true;
                }
                catch (DamagedInputException damage)
                {
                    first ??= damage;

                    // The row at which the damage showed is counted as read, but was neither taken nor rejected.
                    long whole = Math.Max(0, Read - before - 1);
                    any |= whole > 0;
                    Read = before + whole;
                    Lost(table.File, row + whole, group.Rows - whole, damage);
                }

                row += group.Rows;
            }
        }

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

    private static long RowsOf(string file)
    {
        try
        {
            using ParquetTable table = ParquetTable.Open(file);
            return table.Rows;
        }
        catch (DamagedInputException)
        {
            return 0; // Reported when its turn comes.
        }
    }

    private void Lost(string file, long row, long rows, DamagedInputException damage)
    {
        Read += rows;
        rejected.Add(Path.GetRelativePath(raw, file), row, "part of a file that cannot be read", damage.Message, rows);
    }
}

/// <param name="FileNumber">Position of the file among the table's sorted files.</param>
/// <param name="FirstRow">Row of the file at which the group begins.</param>
/// <param name="RowRead">To be called once for each row.</param>
internal readonly record struct OzonGroup(ParquetTable Table, RowGroup Columns, int FileNumber, long FirstRow, Action RowRead);
