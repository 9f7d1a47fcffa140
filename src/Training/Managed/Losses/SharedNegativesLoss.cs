using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed.Losses;

/// <summary>
/// A loss whose negatives are shared by all targets. A state's cosines with all negatives are one row of a product, become their
/// gradients in place, and are then the left factor of two more products. Only a block of states has its rows in memory at a time.
/// </summary>
internal abstract class SharedNegativesLoss(ParallelProducts products) : TowerLoss(products)
{
    /// <summary>Floats of a block of rows: 16 MB, about what the last-level cache holds.</summary>
    private const int BlockFloats = 4 << 20;

    private readonly Matrix _negatives = new(0, 1);
    private readonly Matrix _rows = new(0, 1);

    /// <summary>Prepares what all states share.</summary>
    protected virtual void Begin(LossInput input)
    {
    }

    /// <summary>Sums up what states have left.</summary>
    protected virtual void End(LossInput input)
    {
    }

    /// <summary>
    /// Turns the cosines of one state with all shared negatives into the gradients of the loss at these cosines, in place, and calls
    /// <see cref="TowerLoss.SetTarget"/> for each of the state's targets. A target's own positive is none of its negatives.
    /// </summary>
    /// <param name="row">[negatives, padded]; zeros in the padding, also afterwards.</param>
    protected abstract void Differentiate(LossInput input, int state, Span<float> row, double totalWeight);

    protected sealed override void Differentiate(LossInput input, double totalWeight)
    {
        int negatives = input.Batch.SharedNegatives.Length;
        int states = input.Users.Rows;
        int blockStates = Math.Max(Workers.RowsPerPart, BlockFloats / negatives / Workers.RowsPerPart * Workers.RowsPerPart);
        _negatives.Reshape(input.Items.Columns, negatives);
        Products.Transpose(input.Items, negatives, _negatives);
        _rows.Reshape(Math.Min(states, blockStates), negatives);
        Begin(input);
        for (int start = 0; start < states; start += blockStates)
        {
            int block = start;
            int count = Math.Min(blockStates, states - block);
            Products.Workers.ForRows(count, (first, rows) => DifferentiateRows(input, block + first, first, rows, totalWeight));
            Products.ProductOfTransposed(
                _rows.RowRange(0, count), input.Users.RowRange(block, count), input.ItemGradient.RowRange(0, negatives), Start.Destination);
        }

        End(input);
    }

    private void DifferentiateRows(LossInput input, int state, int first, int count, double totalWeight)
    {
        Block rows = _rows.RowRange(first, count);
        Block gradient = input.UserGradient.RowRange(state, count);
        Kernels.Product(input.Users.RowRange(state, count), _negatives.All, rows, Start.Zero);
        // The positives' parts are added while rows are differentiated, the negatives' afterwards.
        for (int row = 0; row < count; row++)
        {
            input.UserGradient.PaddedRow(state + row).Clear();
            Differentiate(input, state + row, _rows.PaddedRow(first + row), totalWeight);
        }

        Kernels.Product(rows, input.Items.RowRange(0, rows.Columns), gradient, Start.Destination);
    }
}
