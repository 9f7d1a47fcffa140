using Tandem.Towers;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>
/// The user tower's first layer, forward and backward: W·x + b with x = dropout [ √Embedding · item | event features ] for all rows of
/// the sequences at once. Backwards dW = Gᵀx, db = ΣG, dx = G·W.
/// </summary>
internal sealed class EventInputPass(ParallelProducts products, DenseParameter weight, TowerShape shape, RaggedSequences sequences)
{
    private readonly float _itemScale = MathF.Sqrt(shape.Embedding);
    private readonly Matrix _input = new(0, weight.Weight.Columns);
    private readonly Matrix _itemGradient = new(0, shape.Embedding);

    /// <param name="items">[distinct, Embedding]</param>
    /// <param name="slots">[positions] row of <paramref name="items"/> for each event of the batch.</param>
    /// <param name="output">[rows, outputs] of the layer.</param>
    public void Forward(TrainingBatch batch, Matrix items, long[] slots, Dropout dropout, Matrix output, DenseParameter bias)
    {
        _input.SetRows(sequences.Rows);
        products.Workers.ForRows(sequences.Rows, (first, rows) =>
        {
            for (int row = first; row < first + rows; row++)
            {
                Write(batch, items, slots, row, dropout);
            }

            products.Kernels.Product(_input.RowRange(first, rows), weight.Transposed.All, output.RowRange(first, rows), Start.From(bias.Weight));
        });
    }

    /// <param name="gradient">[rows, outputs] at the layer's output.</param>
    /// <param name="itemGradient">[distinct, Embedding] what the history's items get is added here.</param>
    public void Backward(Matrix gradient, Matrix itemGradient, long[] slots, Dropout dropout, DenseParameter bias)
    {
        products.ProductOfTransposed(gradient.All, _input.All, weight.Gradient.All, Start.Zero);
        products.ColumnSums(gradient, bias.Gradient);
        _itemGradient.SetRows(sequences.Rows);
        products.Product(gradient.All, weight.Weight.All.ColumnRange(0, shape.Embedding), _itemGradient.All, Start.Zero);
        for (int row = 0; row < sequences.Rows; row++)
        {
            int position = sequences.Position[row];
            Span<float> cells = _itemGradient.PaddedRow(row);
            dropout.Apply(cells, position);
            products.Kernels.AddScaled(itemGradient.PaddedRow((int)slots[position]), cells, _itemScale);
        }
    }

    private void Write(TrainingBatch batch, Matrix items, long[] slots, int row, Dropout dropout)
    {
        int position = sequences.Position[row];
        Span<float> input = _input.PaddedRow(row);
        Span<float> item = input[..items.PaddedColumns];
        items.PaddedRow((int)slots[position]).CopyTo(item);
        products.Kernels.Scale(item, _itemScale);
        batch.EventFeatures.AsSpan(position * shape.EventFeatures, shape.EventFeatures).CopyTo(input[items.PaddedColumns..]);
        dropout.Apply(input, position);
    }
}
