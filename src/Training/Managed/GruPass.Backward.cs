using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>
/// Backwards through time. With the gates' gradients of all rows, G on the input side and K on the hidden side:
/// dW_h = Kᵀh, from step to step dh = dh'·z + K·W_h, and the input's side is <see cref="EventInputPass"/>'s.
/// </summary>
internal sealed partial class GruPass
{
    private readonly Matrix _stateGradient;

    public void Backward(Matrix outputGradient, Matrix itemGradient, long[] slots, Dropout dropout)
    {
        _stateGradient.SetRows(_sequences.Sequences);
        _products.Workers.ForRows(_sequences.Sequences, (rank, ranks) => WalkBack(rank, ranks, outputGradient), RanksPerPart());

        _products.ProductOfTransposed(_hidden.All, _previous.All, _parameters.HiddenWeight.Gradient.All, Start.Zero);
        _products.ColumnSums(_hidden, _parameters.HiddenBias.Gradient);
        _input.Backward(_gates, itemGradient, slots, dropout, _parameters.InputBias);
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
                    _hidden.RowRange(first, active), _parameters.HiddenWeight.Weight.All, _stateGradient.RowRange(firstRank, active),
                    Start.Destination);
            }
        }
    }
}
