using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>
/// Backwards through time. With the gates' gradients of all rows, G on the input side and K on the hidden side:
/// dW_i = Gᵀx, dW_h = Kᵀh, dx = G·W_i, and from step to step dh = dh'·z + K·W_h.
/// </summary>
internal sealed partial class GruPass
{
    private readonly Matrix _stateGradient;
    private readonly Matrix _itemGradient;

    /// <param name="outputGradient">[states, GruHidden] the gradient at the states of <see cref="RaggedSequences.State"/>.</param>
    /// <param name="itemGradient">[distinct, Embedding] what the history's items get is added here.</param>
    public void Backward(Matrix outputGradient, Matrix itemGradient, long[] slots, Dropout dropout)
    {
        _stateGradient.SetRows(_sequences.Sequences);
        _products.Workers.ForRows(_sequences.Sequences, (rank, ranks) => WalkBack(rank, ranks, outputGradient), RanksPerPart());

        _products.ProductOfTransposed(_gates.All, _input.All, _parameters.GruInputWeight.Gradient.All, Start.Zero);
        _products.ProductOfTransposed(_hidden.All, _previous.All, _parameters.GruHiddenWeight.Gradient.All, Start.Zero);
        _products.ColumnSums(_gates, _parameters.GruInputBias.Gradient);
        _products.ColumnSums(_hidden, _parameters.GruHiddenBias.Gradient);

        _itemGradient.SetRows(_sequences.Rows);
        Block itemColumns = _parameters.GruInputWeight.Weight.All.ColumnRange(0, _embedding);
        _products.Product(_gates.All, itemColumns, _itemGradient.All, Start.Zero);
        for (int row = 0; row < _sequences.Rows; row++)
        {
            int position = _sequences.Position[row];
            Span<float> gradient = _itemGradient.PaddedRow(row);
            dropout.Apply(gradient, position);
            _products.Kernels.AddScaled(itemGradient.PaddedRow((int)slots[position]), gradient, _itemScale);
        }
    }

    private void WalkBack(int firstRank, int ranks, Matrix outputGradient)
    {
        TowerKernels kernels = _products.Kernels;
        for (int rank = firstRank; rank < firstRank + ranks; rank++)
        {
            _stateGradient.PaddedRow(rank).Clear();
        }

        for (int step = _sequences.Steps - 1; step >= 0; step--)
        {
            int active = Math.Min(_sequences.Active(step) - firstRank, ranks);
            if (active <= 0)
            {
                continue;
            }

            int first = _sequences.Start(step) + firstRank;
            for (int rank = 0; rank < active; rank++)
            {
                int row = first + rank;
                Span<float> gradient = _stateGradient.PaddedRow(firstRank + rank);
                if (_sequences.State[row] is >= 0 and int state)
                {
                    kernels.AddScaled(gradient, outputGradient.PaddedRow(state), 1f);
                }

                kernels.GruStepBackward(
                    _gates.PaddedRow(row), _hiddenNew.PaddedRow(row), _previous.PaddedRow(row), gradient, _hidden.PaddedRow(row));
            }

            if (step > 0)
            {
                kernels.Product(
                    _hidden.RowRange(first, active), _parameters.GruHiddenWeight.Weight.All, _stateGradient.RowRange(firstRank, active),
                    Start.Destination);
            }
        }
    }
}
