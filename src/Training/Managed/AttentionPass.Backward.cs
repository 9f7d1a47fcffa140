using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>Backwards through the block: the residual's gradient passes through, each branch adds its own.</summary>
internal sealed partial class AttentionPass
{
    private readonly Matrix _outputGradient;
    private readonly Matrix _innerGradient;
    private readonly Matrix _sumGradient;
    private readonly Matrix _attendedGradient;
    private readonly Matrix _projectedGradient;
    private readonly Matrix _embeddedGradient;
    private readonly Matrix _distanceGradient;

    public void Backward(Matrix outputGradient, Matrix itemGradient, long[] slots, Dropout dropout)
    {
        foreach (Matrix matrix in (Matrix[])[_outputGradient, _innerGradient, _sumGradient, _attendedGradient, _projectedGradient, _embeddedGradient])
        {
            matrix.SetRows(_sequences.Rows);
        }

        _products.Workers.ForRows(_sequences.Rows, (first, rows) => BackwardFeedForward(first, rows, outputGradient));
        BackwardLayer(_outputGradient, _activation, _parameters.ContractWeight, _parameters.ContractBias);
        BackwardLayer(_innerGradient, _sumNormal, _parameters.ExpandWeight, _parameters.ExpandBias);
        BackwardLayer(_sumGradient, _attended, _parameters.OutputWeight, _parameters.OutputBias);

        BackwardSequences();
        _products.Workers.ForRows(_sequences.Rows, (first, rows) =>
        {
            _products.Kernels.Product(
                _projectedGradient.RowRange(first, rows), _parameters.InputWeight.Weight.All, _embeddedGradient.RowRange(first, rows), Start.Zero);
            for (int row = first; row < first + rows; row++)
            {
                _products.Kernels.LayerNormBackward(_normal.PaddedRow(row), _scale[row], _embeddedGradient.PaddedRow(row));
            }

            Add(_embeddedGradient, _sumGradient, first, rows);
        });
        BackwardLayer(_projectedGradient, _normal, _parameters.InputWeight, _parameters.InputBias);
        _input.Backward(_embeddedGradient, itemGradient, slots, dropout, _parameters.EmbedBias);
    }

    /// <summary>From the states to the sum before the feed-forward layer, and on to what was attended.</summary>
    private void BackwardFeedForward(int first, int rows, Matrix outputGradient)
    {
        TowerKernels kernels = _products.Kernels;
        for (int row = first; row < first + rows; row++)
        {
            if (_sequences.State[row] is >= 0 and int state)
            {
                outputGradient.PaddedRow(state).CopyTo(_outputGradient.PaddedRow(row));
            }
            else
            {
                _outputGradient.PaddedRow(row).Clear();
            }
        }

        kernels.Product(_outputGradient.RowRange(first, rows), _parameters.ContractWeight.Weight.All, _innerGradient.RowRange(first, rows), Start.Zero);
        for (int row = first; row < first + rows; row++)
        {
            kernels.GeluBackward(_preactivation.PaddedRow(row), _innerGradient.PaddedRow(row));
        }

        kernels.Product(_innerGradient.RowRange(first, rows), _parameters.ExpandWeight.Weight.All, _sumGradient.RowRange(first, rows), Start.Zero);
        for (int row = first; row < first + rows; row++)
        {
            kernels.LayerNormBackward(_sumNormal.PaddedRow(row), _sumScale[row], _sumGradient.PaddedRow(row));
        }

        Add(_sumGradient, _outputGradient, first, rows);
        kernels.Product(_sumGradient.RowRange(first, rows), _parameters.OutputWeight.Weight.All, _attendedGradient.RowRange(first, rows), Start.Zero);
    }

    private void BackwardLayer(Matrix gradient, Matrix input, DenseParameter weight, DenseParameter bias)
    {
        _products.ProductOfTransposed(gradient.All, input.All, weight.Gradient.All, Start.Zero);
        _products.ColumnSums(gradient, bias.Gradient);
    }

    private void BackwardSequences()
    {
        int parts = (_sequences.Sequences + SequencesPerPart - 1) / SequencesPerPart;
        _distanceGradient.SetRows(parts);
        _products.Workers.ForRows(
            _sequences.Sequences,
            (rank, ranks) =>
            {
                int part = rank / SequencesPerPart;
                _distanceGradient.Row(part).Clear();
                ForSequences(rank, ranks, attention => attention.Backward(_attendedGradient, _projectedGradient, _distanceGradient.Row(part)));
            },
            SequencesPerPart);
        int span = _shape.AttentionSpan;
        for (int head = 0; head < _shape.AttentionHeads; head++)
        {
            Span<float> gradient = _parameters.Distance.Gradient.Row(head);
            gradient.Clear();
            for (int part = 0; part < parts; part++)
            {
                ReadOnlySpan<float> summand = _distanceGradient.Row(part).Slice(head * span, span);
                for (int distance = 0; distance < span; distance++)
                {
                    gradient[distance] += summand[distance];
                }
            }
        }
    }
}
