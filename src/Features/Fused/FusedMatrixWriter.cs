using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tandem.Features.Fused;

/// <summary>
/// Writes a fused matrix of half floats row by row, in any order and from several threads, in no memory but the rows at hand.
/// Until <see cref="Complete"/> the file has no header, so a half-written one is refused by <see cref="FusedMatrixFile"/>.
/// A file begun earlier for as many rows of the same schema is gone on with.
/// </summary>
public sealed class FusedMatrixWriter : IDisposable
{
    private readonly FeatureSchema _schema;
    private readonly long _rows;
    private readonly SafeFileHandle _file;

    /// <param name="file">The file; its disk space is taken at once.</param>
    /// <param name="schema">The schema of every row.</param>
    /// <param name="rows">How many rows there will be.</param>
    public FusedMatrixWriter(string file, FeatureSchema schema, long rows)
    {
        _schema = schema;
        _rows = rows;
        _file = File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, FileOptions.RandomAccess);
        RandomAccess.SetLength(_file, FusedHeader.Length + (rows * schema.Dimension * sizeof(ushort)));
        RandomAccess.Write(_file, new byte[FusedHeader.Length], 0);
    }

    /// <summary>Writes rows that follow one another. Values are rounded to the nearest half float. Thread-safe.</summary>
    /// <param name="firstRow">Where they go.</param>
    /// <param name="values">Row-major [n, dimension].</param>
    public void Write(long firstRow, ReadOnlySpan<float> values)
    {
        if (values.Length % _schema.Dimension != 0 || firstRow < 0 || firstRow + (values.Length / _schema.Dimension) > _rows)
        {
            throw new ArgumentException($"{values.Length} values from row {firstRow} are not whole rows of {_schema.Dimension} within {_rows} rows.", nameof(values));
        }

        Half[] halves = new Half[values.Length];
        for (int i = 0; i < halves.Length; i++)
        {
            halves[i] = (Half)values[i];
        }

        RandomAccess.Write(_file, MemoryMarshal.AsBytes(halves.AsSpan()), FusedHeader.Length + (firstRow * _schema.Dimension * sizeof(ushort)));
    }

    /// <summary>Writes the header with the checksums: all rows must be written. <paramref name="idsFile"/> is what <see cref="FusedIds"/> wrote.</summary>
    public void Complete(string idsFile, CancellationToken cancellation = default)
    {
        using SafeFileHandle ids = File.OpenHandle(idsFile);
        FusedHeader header = new(
            _rows, _schema.Dimension, _schema.Hash, FusedChecksum.Of(_file, FusedHeader.Length, cancellation), FusedChecksum.Of(ids, 0, cancellation));
        RandomAccess.Write(_file, header.ToBytes(), 0);
        RandomAccess.FlushToDisk(_file);
    }

    public void Dispose() => _file.Dispose();
}
