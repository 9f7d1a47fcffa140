using System.Text.Json;

namespace Tandem.Datasets.Importing;

/// <summary>
/// The rejected rows of one unit of an import, counted and kept in a file of a JSON line each until all units are done. Not
/// thread-safe.
/// </summary>
/// <param name="path">The file; it exists only if something was rejected.</param>
/// <param name="allowance">Rows of a reason that are kept; of all others the number alone.</param>
internal sealed class RejectedSegment(string path, Func<string, long> allowance) : IDisposable
{
    private StreamWriter? _writer;

    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    public void Add(RejectedRow row, long rows = 1)
    {
        long before = Counts.GetValueOrDefault(row.Reason);
        Counts[row.Reason] = before + rows;
        if (before < allowance(row.Reason))
        {
            _writer ??= new StreamWriter(path);
            _writer.WriteLine(JsonSerializer.Serialize(new Line(row, rows)));
        }
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
    }

    /// <summary>Adds what was kept at <paramref name="path"/>, and of the rest the numbers.</summary>
    public static void Replay(string path, IReadOnlyDictionary<string, long> counts, RejectedRows into)
    {
        var left = new SortedDictionary<string, long>(counts.ToDictionary(), StringComparer.Ordinal);
        if (left.Count > 0 && File.Exists(path))
        {
            foreach (string text in File.ReadLines(path))
            {
                (RejectedRow row, long rows) = JsonSerializer.Deserialize<Line>(text)!;
                into.Add(row.File, row.Line, row.Reason, row.Text, rows);
                left[row.Reason] -= rows;
            }
        }

        foreach ((string reason, long rows) in left)
        {
            into.Count(reason, rows);
        }
    }

    private sealed record Line(RejectedRow Row, long Rows);
}
