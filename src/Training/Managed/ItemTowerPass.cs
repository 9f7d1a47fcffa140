using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>
/// The item tower over a batch's distinct items, forward and backward:
/// <code>
/// p = W1·fused + b1,  a = gelu(p),  e = normalise( W2·a + b2 + id )
/// dx = (de − e·(e·de)) / ‖x‖,  dW2 = dxᵀa,  dp = (dx·W2) ∘ gelu'(p),  dW1 = dpᵀ·fused
/// </code>
/// Buffers are reused from step to step; their rows are the items of the batch.
/// </summary>
internal sealed class ItemTowerPass(ParallelProducts products, TowerParameters parameters, IdResidual ids, float[] fused, int fusedLength)
{
    private readonly Matrix _fused = new(0, fusedLength);
    private readonly Matrix _preactivation = new(0, parameters.ItemHiddenWeight.Weight.Rows);
    private readonly Matrix _activation = new(0, parameters.ItemHiddenWeight.Weight.Rows);
    private readonly Matrix _hiddenGradient = new(0, parameters.ItemHiddenWeight.Weight.Rows);
    private float[] _inverseNorm = [];

    /// <summary>[items, Embedding], unit length.</summary>
    public Matrix Embedding { get; } = new(0, parameters.ItemOutputWeight.Weight.Rows);

    /// <summary>
    /// [items, Embedding] the gradient at <see cref="Embedding"/>, summed up by those who use it; after <see cref="Backward"/> the
    /// gradient at the id rows.
    /// </summary>
    public Matrix Gradient { get; } = new(0, parameters.ItemOutputWeight.Weight.Rows);

    /// <param name="items">Distinct item codes.</param>
    public void Forward(int[] items, Dropout idDropout)
    {
        foreach (Matrix matrix in (Matrix[])[_fused, _preactivation, _activation, _hiddenGradient, Embedding, Gradient])
        {
            matrix.SetRows(items.Length);
        }

        if (_inverseNorm.Length < items.Length)
        {
            _inverseNorm = new float[items.Length];
        }

        TowerKernels kernels = products.Kernels;
        products.Workers.ForRows(items.Length, (first, rows) =>
        {
            for (int row = first; row < first + rows; row++)
            {
                fused.AsSpan(items[row] * fusedLength, fusedLength).CopyTo(_fused.Row(row));
                Gradient.PaddedRow(row).Clear();
            }

            kernels.Product(
                _fused.RowRange(first, rows), parameters.ItemHiddenWeight.Transposed.All, _preactivation.RowRange(first, rows),
                Start.From(parameters.ItemHiddenBias.Weight));
            for (int row = first; row < first + rows; row++)
            {
                kernels.Gelu(_preactivation.PaddedRow(row), _activation.PaddedRow(row));
            }

            kernels.Product(
                _activation.RowRange(first, rows), parameters.ItemOutputWeight.Transposed.All, Embedding.RowRange(first, rows),
                Start.From(parameters.ItemOutputBias.Weight));
            for (int row = first; row < first + rows; row++)
            {
                Span<float> embedding = Embedding.PaddedRow(row);
                // A dropped residual is what a new item has, so what is kept is not scaled up.
                if (!idDropout.Drops(items[row]))
                {
                    kernels.AddScaled(embedding, ids.Weight.PaddedRow(items[row]), 1f);
                }

                _inverseNorm[row] = kernels.Normalise(embedding);
            }
        });
    }

    /// <param name="items">As in <see cref="Forward"/>, likewise <paramref name="idDropout"/>.</param>
    public void Backward(int[] items, Dropout idDropout)
    {
        TowerKernels kernels = products.Kernels;
        products.Workers.ForRows(items.Length, (first, rows) =>
        {
            for (int row = first; row < first + rows; row++)
            {
                kernels.NormaliseBackward(Embedding.PaddedRow(row), _inverseNorm[row], Gradient.PaddedRow(row));
            }

            kernels.Product(Gradient.RowRange(first, rows), parameters.ItemOutputWeight.Weight.All, _hiddenGradient.RowRange(first, rows), Start.Zero);
            for (int row = first; row < first + rows; row++)
            {
                kernels.GeluBackward(_preactivation.PaddedRow(row), _hiddenGradient.PaddedRow(row));
            }
        });

        products.ProductOfTransposed(Gradient.All, _activation.All, parameters.ItemOutputWeight.Gradient.All, Start.Zero);
        products.ColumnSums(Gradient, parameters.ItemOutputBias.Gradient);
        products.ProductOfTransposed(_hiddenGradient.All, _fused.All, parameters.ItemHiddenWeight.Gradient.All, Start.Zero);
        products.ColumnSums(_hiddenGradient, parameters.ItemHiddenBias.Gradient);
        for (int row = 0; row < items.Length; row++)
        {
            if (idDropout.Drops(items[row]))
            {
                Gradient.PaddedRow(row).Clear();
            }
        }
    }
}
