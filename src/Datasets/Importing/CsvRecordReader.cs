using System.Text;

namespace Tandem.Datasets.Importing;

/// <summary>
/// Reads comma-separated records (RFC 4180) so that a bad record costs only itself: a quote that is never closed does not
/// swallow the rest of the file. Reading goes on over line breaks inside quotes for at most <see cref="MaxRecordLines"/>
/// lines; if the quote is still open then, the first line alone is the bad record, and reading resumes on the next one.
/// </summary>
public sealed class CsvRecordReader(TextReader text, char delimiter = ',')
{
    /// <summary>Lines that one record may span.</summary>
    public const int MaxRecordLines = 16;

    private readonly Queue<string> _pending = [];
    private readonly List<string> _fields = [];
    private readonly StringBuilder _field = new();
    private long _linesTaken;

    /// <summary>Line on which the current record begins; the first line of the file is 1.</summary>
    public long Line { get; private set; }

    /// <summary>The record as it stands in the file.</summary>
    public string Raw { get; private set; } = string.Empty;

    /// <summary>The fields of the current record; empty when it is malformed.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>True when the record's quotes do not match.</summary>
    public bool Malformed { get; private set; }

    /// <summary>Goes to the next record that is no empty line; false at the end.</summary>
    public bool Read()
    {
        do
        {
            if (Take() is not { } line)
            {
                return false;
            }

            Line = ++_linesTaken;
            Raw = line;
        }
        while (Raw.Length == 0);

        Parse();
        return true;
    }

    private void Parse()
    {
        Split state = TrySplit(Raw);
        if (state == Split.Open)
        {
            string first = Raw;
            var more = new List<string>();
            while (state == Split.Open && more.Count + 1 < MaxRecordLines && Take() is { } line)
            {
                more.Add(line);
                Raw = Raw + "\n" + line;
                state = TrySplit(Raw);
            }

            if (state == Split.Done)
            {
                _linesTaken += more.Count;
            }
            else
            {
                Raw = first;
                GiveBack(more);
            }
        }

        Malformed = state != Split.Done;
        if (Malformed)
        {
            _fields.Clear();
        }
    }

    private Split TrySplit(string record)
    {
        _fields.Clear();
        int at = 0;
        while (true)
        {
            if (at < record.Length && record[at] == '"')
            {
                _field.Clear();
                int close = ReadQuoted(record, at + 1);
                if (close < 0)
                {
                    return Split.Open;
                }

                _fields.Add(_field.ToString());
                at = close + 1;
                if (at < record.Length && record[at] != delimiter)
                {
                    return Split.Bad;
                }
            }
            else
            {
                int end = record.IndexOf(delimiter, at);
                end = end < 0 ? record.Length : end;
                _fields.Add(record[at..end]);
                at = end;
            }

            if (at >= record.Length)
            {
                return Split.Done;
            }

            at++;
        }
    }

    /// <summary>Gives the index of the closing quote, or -1.</summary>
    private int ReadQuoted(string record, int at)
    {
        while (true)
        {
            int quote = record.IndexOf('"', at);
            if (quote < 0)
            {
                return -1;
            }

            _field.Append(record, at, quote - at);
            if (quote + 1 >= record.Length || record[quote + 1] != '"')
            {
                return quote;
            }

            _field.Append('"');
            at = quote + 2;
        }
    }

    private string? Take() => _pending.TryDequeue(out string? line) ? line : text.ReadLine();

    private void GiveBack(List<string> lines)
    {
        // Lines given back come before those that are still pending from an earlier look-ahead.
        string[] later = _pending.ToArray();
        _pending.Clear();
        foreach (string line in lines.Concat(later))
        {
            _pending.Enqueue(line);
        }
    }

    private enum Split
    {
        Done,
        Open,
        Bad,
    }
}
