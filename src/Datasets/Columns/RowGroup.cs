using ParquetSharp;

namespace Tandem.Datasets.Columns;

/// <summary>One row group; hands out a reader for each leaf column and owns them.</summary>
/// <param name="table">The file.</param>
/// <param name="index">Position of the row group in it.</param>
/// <param name="reader">Null for no rows.</param>
internal sealed class RowGroup(ParquetTable table, int index, RowGroupReader? reader) : IDisposable
{
    private readonly List<IDisposable> _open = [];

    public long Rows { get; } = reader?.MetaData.NumRows ?? 0;

    public Leaf<ByteArray> Text(string column, string? field = null) =>
        Leaf<ByteArray>(table.FindLeaf(column, field), PhysicalType.ByteArray, "text");

    public Leaf<float> Floats(string column) => Leaf<float>(table.FindLeaf(column), PhysicalType.Float, "float");

    public Leaf<double> Doubles(string column) => Leaf<double>(table.FindLeaf(column), PhysicalType.Double, "double");

    public Leaf<bool> Booleans(string column) => Leaf<bool>(table.FindLeaf(column), PhysicalType.Boolean, "boolean");

    /// <summary>An int32 or int64 column, or such a field of a list of structs.</summary>
    public IntegerLeaf Integers(string column, string? field = null)
    {
        int leaf = table.FindLeaf(column, field);
        return table.Descriptor(leaf).PhysicalType == PhysicalType.Int32
            ? new IntegerLeaf(Leaf<int>(leaf, PhysicalType.Int32, "int32 or int64"), null)
            : new IntegerLeaf(null, Leaf<long>(leaf, PhysicalType.Int64, "int32 or int64"));
    }

    /// <summary>A timestamp column of any unit, read as milliseconds since 1970-01-01 UTC.</summary>
    public TimestampLeaf Timestamps(string column)
    {
        const string Wanted = "a timestamp in milliseconds, microseconds or nanoseconds";
        int leaf = table.FindLeaf(column);
        using LogicalType type = table.Descriptor(leaf).LogicalType;
        if (type is not TimestampLogicalType timestamp)
        {
            throw table.WrongType(leaf, Wanted);
        }

        long perMillisecond = timestamp.TimeUnit switch
        {
            TimeUnit.Millis => 1,
            TimeUnit.Micros => 1_000,
            TimeUnit.Nanos => 1_000_000,
            _ => throw table.WrongType(leaf, Wanted),
        };
        return new TimestampLeaf(Leaf<long>(leaf, PhysicalType.Int64, Wanted), perMillisecond);
    }

    public void Dispose()
    {
        foreach (IDisposable leaf in _open)
        {
            leaf.Dispose();
        }

        reader?.Dispose();
    }

    private Leaf<T> Leaf<T>(int leaf, PhysicalType physical, string wanted)
        where T : unmanaged
    {
        if (table.Descriptor(leaf).PhysicalType != physical)
        {
            throw table.WrongType(leaf, wanted);
        }

        var column = (ColumnReader<T>?)table.Guard($"row group {index}, column '{table.PathOf(leaf)}'", () => reader?.Column(leaf));
        var opened = new Leaf<T>(table, index, leaf, column);
        _open.Add(opened);
        return opened;
    }
}
