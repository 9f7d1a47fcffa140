namespace Tandem.Datasets.Importing;

/// <summary>
/// Counts rejected rows by reason, keeps the first of each, and writes them to <c>rejected.csv</c> in the dataset folder
/// (columns file, line, reason, text). The file exists only if something was rejected.
/// </summary>
public sealed class RejectedRows : IDisposable
{
    /// <summary>Rows kept in memory for each reason.</summary>
    public const int SamplesPerReason = 20;

    /// <summary>Characters of a row's text that a sample keeps.</summary>
    public const int ExcerptLength = 200;

    private readonly string _file;
    private readonly long _writtenPerReason;
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly List<RejectedRow> _samples = [];
    private StreamWriter? _writer;

    /// <param name="folder">Where <c>rejected.csv</c> goes.</param>
    /// <param name="writtenPerReason">Rows of one reason beyond this many are counted but not written.</param>
    public RejectedRows(string folder, long writtenPerReason = long.MaxValue)
    {
        _file = Path.Combine(folder, DatasetLayout.RejectedFile);
        _writtenPerReason = writtenPerReason;
    }

    public long Total { get; private set; }

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public IReadOnlyList<RejectedRow> Samples => _samples;

    /// <param name="file">Name of the file.</param>
    /// <param name="line">The row, or the first of several.</param>
    /// <param name="reason">Why, in words that are the same for all rows alike.</param>
    /// <param name="text">The row, or what is wrong with the rows.</param>
    /// <param name="rows">How many rows; one line of the file stands for all of them.</param>
    public void Add(string file, long line, string reason, string text, long rows = 1)
    {
        long before = Count(reason, rows);
        if (before < SamplesPerReason)
        {
            _samples.Add(new RejectedRow(file, line, reason, text.Length > ExcerptLength ? text[..ExcerptLength] : text));
        }

        if (before < _writtenPerReason)
        {
            _writer ??= Begin();
            _writer.Write($"{Quoted(file)},{line},{Quoted(reason)},{Quoted(text)}\n");
        }
    }

    /// <summary>Counts rows that are neither kept nor written.</summary>
    /// <returns>How many rows of the reason came before.</returns>
    public long Count(string reason, long rows)
    {
        long before = _counts.GetValueOrDefault(reason);
        _counts[reason] = before + rows;
        Total += rows;
        return before;
    }

    /// <summary>Closes <c>rejected.csv</c>; must come before the dataset is completed.</summary>
    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private StreamWriter Begin()
    {
        var writer = new StreamWriter(_file);
        writer.Write("file,line,reason,text\n");
        return writer;
    }
}
