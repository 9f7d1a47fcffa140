using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>
/// One weight tensor that every step changes as a whole, with gradient, optimiser moments and average. In memory its rows and
/// columns may lie in padded groups (the gates of a GRU); outside it is the row-major tensor of <see cref="Towers.TowerWeights"/>.
/// </summary>
internal sealed class DenseParameter
{
    private readonly int[] _rows;
    private readonly int[] _columns;

    /// <param name="values">Row-major [rows, columns].</param>
    public DenseParameter(string name, ReadOnlySpan<float> values, Placement rows, Placement columns)
    {
        Name = name;
        _rows = rows.Positions;
        _columns = columns.Positions;
        int height = rows.Extent;
        int width = columns.Extent;
        Weight = new Matrix(height, width);
        Gradient = new Matrix(height, width);
        First = new Matrix(height, width);
        Second = new Matrix(height, width);
        Average = new Matrix(height, width);
        Transposed = new Matrix(width, height);
        Import(values, Weight);
    }

    /// <summary>A name of <see cref="Towers.TowerWeights"/>.</summary>
    public string Name { get; }

    public int Length => _rows.Length * _columns.Length;

    public Matrix Weight { get; }

    public Matrix Gradient { get; }

    public Matrix First { get; }

    public Matrix Second { get; }

    /// <summary>Σ decay^(t-s) · (1 - decay) · w_s: starts at zero and is divided by 1 - decay^t when it is read.</summary>
    public Matrix Average { get; }

    /// <summary>The weights as the forward pass multiplies by them, [columns, rows]; as of <see cref="Transpose"/>.</summary>
    public Matrix Transposed { get; }

    /// <summary>Where weights are kept, if anywhere.</summary>
    public (float Lowest, float Highest)? Bounds { get; init; }

    /// <summary>One optimiser step of one row, whose gradient is multiplied by <paramref name="scale"/> first.</summary>
    public void Update(TowerKernels kernels, int row, float scale, AdamWStep step, float decay)
    {
        Span<float> gradient = Gradient.PaddedRow(row);
        Span<float> weight = Weight.PaddedRow(row);
        kernels.Scale(gradient, scale);
        kernels.AdamW(weight, gradient, First.PaddedRow(row), Second.PaddedRow(row), step.Rate, step.RootCorrection);
        if (Bounds is var (lowest, highest))
        {
            foreach (ref float value in Weight.Row(row))
            {
                value = Math.Clamp(value, lowest, highest);
            }
        }

        if (decay > 0f)
        {
            kernels.Average(Average.PaddedRow(row), weight, decay);
        }
    }

    public void Transpose() => Weight.TransposeInto(Transposed, 0, Weight.Rows);

    /// <summary>Copies a row-major tensor into one of the matrices above.</summary>
    public void Import(ReadOnlySpan<float> values, Matrix destination)
    {
        for (int row = 0; row < _rows.Length; row++)
        {
            Span<float> cells = destination.Row(_rows[row]);
            for (int column = 0; column < _columns.Length; column++)
            {
                cells[_columns[column]] = values[(row * _columns.Length) + column];
            }
        }
    }

    /// <summary>One of the matrices above as a row-major tensor.</summary>
    public float[] Export(Matrix source)
    {
        var values = new float[Length];
        for (int row = 0; row < _rows.Length; row++)
        {
            ReadOnlySpan<float> cells = source.Row(_rows[row]);
            for (int column = 0; column < _columns.Length; column++)
            {
                values[(row * _columns.Length) + column] = cells[_columns[column]];
            }
        }

        return values;
    }
}
