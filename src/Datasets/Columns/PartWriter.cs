using ParquetSharp;
using ParquetSharp.Schema;
using Tandem.Domain;

namespace Tandem.Datasets.Columns;

/// <summary>
/// Writes rows of one table as <c>part-NNNNN.parquet</c> files: rows gather in memory up to a row group, and row groups
/// up to a part.
/// </summary>
internal abstract class PartWriter<TRow>(string folder, int rowGroupRows, long partRows) : IDisposable
{
    private readonly List<TRow> _rows = [];
    private ParquetFileWriter? _file;
    private long _rowsInPart;
    private int _parts;

    public long Rows { get; private set; }

    /// <summary>Columns for which a dictionary would be waste.</summary>
    protected virtual IEnumerable<string> WithoutDictionary => [];

    public void Write(TRow row)
    {
        _rows.Add(row);
        Rows++;
        if (_rows.Count >= rowGroupRows)
        {
            Flush();
        }

        if (_rowsInPart >= partRows)
        {
            EndPart();
        }
    }

    /// <summary>Name of the file of a part.</summary>
    protected virtual string FileName(int part) => $"part-{part:D5}.parquet";

    /// <summary>The columns.</summary>
    protected abstract IEnumerable<Node> Schema();

    /// <summary>Ends the current part; the next row begins another.</summary>
    public void EndPart()
    {
        Flush();
        Guard(() => _file?.Close());
        _file?.Dispose();
        _file = null;
        _rowsInPart = 0;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Writes every column of <paramref name="rows"/>, in the order of the schema.</summary>
    protected abstract void WriteRowGroup(RowGroupWriter group, IReadOnlyList<TRow> rows);

    protected static Node Column<T>(string name, LogicalType? type = null) => new Column<T>(name, type).CreateSchemaNode();

    protected static void WriteColumn<TValue>(RowGroupWriter group, IReadOnlyList<TRow> rows, Func<TRow, TValue> select)
    {
        var values = new TValue[rows.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = select(rows[i]);
        }

        using LogicalColumnWriter<TValue> writer = group.NextColumn().LogicalWriter<TValue>();
        writer.WriteBatch(values);
    }

    /// <summary>A list column as Arrow writes it: <c>optional group (LIST) { repeated group list { element } }</c>.</summary>
    protected static Node ListOf(string name, Node element)
    {
        using LogicalType list = LogicalType.List();
        return new GroupNode(name, Repetition.Optional, [new GroupNode("list", Repetition.Repeated, [element])], list);
    }

    /// <summary>One field of a list of structs; <paramref name="rows"/> holds each row's structs.</summary>
    protected static void WriteNested<TStruct, TField>(RowGroupWriter group, TStruct[][] rows, Func<TStruct, TField> select)
    {
        Nested<TField>?[][] values = Array.ConvertAll(
            rows, row => Array.ConvertAll(row, item => (Nested<TField>?)new Nested<TField>(select(item))));
        using LogicalColumnWriter<Nested<TField>?[]> writer = group.NextColumn().LogicalWriter<Nested<TField>?[]>();
        writer.WriteBatch(values);
    }

    /// <summary>For required numeric columns: no conversion, no levels.</summary>
    protected static void WritePlain<TValue>(RowGroupWriter group, IReadOnlyList<TRow> rows, Func<TRow, TValue> select)
        where TValue : unmanaged
    {
        var values = new TValue[rows.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = select(rows[i]);
        }

        using var writer = (ColumnWriter<TValue>)group.NextColumn();
        writer.WriteBatch(values);
    }

    private void Flush()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        Guard(() =>
        {
            _file ??= Begin();
            using RowGroupWriter group = _file.AppendRowGroup();
            WriteRowGroup(group, _rows);
        });
        _rowsInPart += _rows.Count;
        _rows.Clear();
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (ParquetException e)
        {
            throw new TandemException($"{folder}: cannot write ({e.Message}). Is the disk full?", e);
        }
    }

    private ParquetFileWriter Begin()
    {
        Directory.CreateDirectory(folder);
        using WriterPropertiesBuilder builder = new WriterPropertiesBuilder().Compression(Compression.Zstd).CompressionLevel(1).EnablePageChecksum();
        foreach (string column in WithoutDictionary)
        {
            builder.DisableDictionary(column);
        }

        using WriterProperties properties = builder.Build();
        string file = Path.Combine(folder, FileName(_parts++));
        using var schema = new GroupNode("schema", Repetition.Required, Schema().ToArray());
        return new ParquetFileWriter(file, schema, properties);
    }
}
