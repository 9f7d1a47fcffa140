using ParquetSharp;
using Tandem.Domain;

namespace Tandem.Datasets.Columns;

/// <summary>
/// An open Parquet file whose columns are found by name. Every failure, a corrupted page included, is a
/// <see cref="DamagedInputException"/> that names the file and, where there is one, the row group and the column.
/// </summary>
internal sealed class ParquetTable : IDisposable
{
    private readonly ParquetFileReader _reader;
    private readonly ColumnDescriptor[] _leaves;
    private readonly string[][] _paths;

    private ParquetTable(string file, ParquetFileReader reader)
    {
        File = file;
        _reader = reader;
        SchemaDescriptor schema = reader.FileMetaData.Schema;
        _leaves = Enumerable.Range(0, schema.NumColumns).Select(schema.Column).ToArray();
        _paths = Array.ConvertAll(_leaves, static leaf => leaf.Path.ToDotVector());
    }

    public string File { get; }

    public long Rows => _reader.FileMetaData.NumRows;

    public int RowGroups => _reader.FileMetaData.NumRowGroups;

    /// <summary>Rows of each row group and its bytes before compression, from the footer.</summary>
    public (long Rows, long Bytes)[] RowGroupSizes() => [.. Enumerable.Range(0, RowGroups).Select(index => Guard("row group " + index, () =>
    {
        using RowGroupReader group = _reader.RowGroup(index);
        return (group.MetaData.NumRows, group.MetaData.TotalByteSize);
    }))];

    public static ParquetTable Open(string file)
    {
        ParquetFileReader? reader = null;
        try
        {
            using ReaderProperties properties = ReaderProperties.GetDefaultReaderProperties();

            // Without this a whole column chunk of the row group is fetched at once.
            properties.EnableBufferedStream();
            properties.BufferSize = 1 << 20;

            // A damaged page that still decompresses would otherwise give wrong values; files without checksums are not checked.
            properties.EnablePageChecksumVerification();
            reader = new ParquetFileReader(file, properties);
            return new ParquetTable(file, reader);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            reader?.Dispose();
            throw new DamagedInputException($"{file}: not a readable Parquet file ({FirstLine(e)}). Copy or write the file again.", e);
        }
    }

    /// <summary>
    /// Opens a row group; its leaves are read in step, a row at a time. The first of a file without row groups is one without rows, so that
    /// the columns of such a file are checked as those of others.
    /// </summary>
    public RowGroup OpenRowGroup(int index) =>
        new(this, index, index == 0 && RowGroups == 0 ? null : Guard("row group " + index, () => _reader.RowGroup(index)));

    /// <summary>Index of the leaf column under <paramref name="column"/>; <paramref name="field"/> picks a field of a list of structs.</summary>
    /// <exception cref="DamagedInputException">There is no such column.</exception>
    public int FindLeaf(string column, string? field = null)
    {
        for (int i = 0; i < _paths.Length; i++)
        {
            if (_paths[i][0] == column && (field is null || _paths[i][^1] == field))
            {
                return i;
            }
        }

        string wanted = field is null ? column : $"{column}.{field}";
        throw new DamagedInputException(
            $"{File}: the column '{wanted}' is missing; found: {string.Join(", ", _paths.Select(static path => string.Join('.', path)))}.");
    }

    public bool Has(string column) => Array.Exists(_paths, path => path[0] == column);

    /// <summary>Columns that are neither lists nor structs.</summary>
    public IEnumerable<string> FlatColumns => _paths.Where(static path => path.Length == 1).Select(static path => path[0]);

    public string PathOf(int leaf) => string.Join('.', _paths[leaf]);

    public ColumnDescriptor Descriptor(int leaf) => _leaves[leaf];

    public DamagedInputException WrongType(int leaf, string wanted) => new(
        $"{File}: the column '{PathOf(leaf)}' holds {_leaves[leaf].PhysicalType} ({_leaves[leaf].LogicalType}); {wanted} is needed.");

    public T Guard<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (TandemException or OutOfMemoryException or OperationCanceledException))
        {
            throw Unreadable(place, e);
        }
    }

    public DamagedInputException Unreadable(string place, Exception e) =>
        new($"{File}: {place} cannot be read ({FirstLine(e)}). The file is damaged; copy or write it again.", e);

    public void Dispose() => _reader.Dispose();

    private static string FirstLine(Exception e)
    {
        string message = e.Message;
        int end = message.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
