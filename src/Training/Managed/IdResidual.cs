using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>
/// The id residual, [items, Embedding]. A step touches the rows of its own items only: their moments advance then and stand still
/// otherwise (as PyTorch's SparseAdam does), which makes a step's cost independent of the catalogue. Between touches a row is
/// constant, so its average can be caught up exactly when it is next needed.
/// </summary>
internal sealed class IdResidual
{
    public IdResidual(ReadOnlySpan<float> values, int items, int embedding)
    {
        Weight = new Matrix(items, embedding);
        First = new Matrix(items, embedding);
        Second = new Matrix(items, embedding);
        Average = new Matrix(items, embedding);
        Touched = new int[items];
        Weight.Import(values);
    }

    public Matrix Weight { get; }

    public Matrix First { get; }

    public Matrix Second { get; }

    /// <summary>As <see cref="DenseParameter.Average"/>, each row as of the step in <see cref="Touched"/>.</summary>
    public Matrix Average { get; }

    /// <summary>[items] the last step that changed the row, 0 for never.</summary>
    public int[] Touched { get; }

    /// <summary>One optimiser step of one row.</summary>
    public void Update(TowerKernels kernels, int item, ReadOnlySpan<float> gradient, AdamWStep step, float decay)
    {
        Span<float> weight = Weight.PaddedRow(item);
        Span<float> average = Average.PaddedRow(item);
        if (decay > 0f)
        {
            CatchUp(kernels, average, weight, decay, step.Number - 1 - Touched[item]);
        }

        kernels.AdamW(weight, gradient, First.PaddedRow(item), Second.PaddedRow(item), step.Rate, step.RootCorrection);
        if (decay > 0f)
        {
            kernels.Average(average, weight, decay);
        }

        Touched[item] = (int)step.Number;
    }

    /// <summary>The average of a row as of <paramref name="step"/>; changes nothing.</summary>
    public void AverageAt(TowerKernels kernels, int item, float decay, long step, Span<float> destination)
    {
        Average.PaddedRow(item).CopyTo(destination);
        CatchUp(kernels, destination, Weight.PaddedRow(item), decay, step - Touched[item]);
    }

    /// <summary>Over k steps of constant weights w: average = w + decay^k · (average − w).</summary>
    private static void CatchUp(TowerKernels kernels, Span<float> average, ReadOnlySpan<float> weight, float decay, long steps)
    {
        if (steps > 0)
        {
            kernels.Average(average, weight, (float)Math.Pow(decay, steps));
        }
    }
}
