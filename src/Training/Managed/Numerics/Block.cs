using System.Runtime.CompilerServices;

namespace Tandem.Training.Managed.Numerics;

/// <summary>A rectangle of a matrix. <paramref name="Column"/> is a multiple of the granule of padding.</summary>
internal readonly record struct Block(Matrix Matrix, int Row, int Rows, int Column, int Columns)
{
    public int Stride => Matrix.Stride;

    public ref float First => ref Unsafe.Add(ref Matrix.First, (Row * Matrix.Stride) + Column);

    /// <summary>Some of its rows.</summary>
    public Block RowRange(int first, int rows) => this with { Row = Row + first, Rows = rows };

    /// <summary>Some of its columns.</summary>
    public Block ColumnRange(int first, int columns) => this with { Column = Column + first, Columns = columns };
}
