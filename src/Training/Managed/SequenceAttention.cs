using Tandem.Towers;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>
/// Causal attention within one sequence, forward and backward, as products of small matrices. For each head
/// <code>
/// S = Q·Kᵀ/√d + distance[t − s],  P = softmax(S) over t − span &lt; s ≤ t,  A = P·V
/// dV = Pᵀ·dA,  dP = dA·Vᵀ,  dS = P ∘ (dP − Σₛ P·dP),  dQ = dS·K/√d,  dK = dSᵀ·Q/√d,  ddistance[t − s] = ΣdS
/// </code>
/// The weights P are computed again in the backward pass: kept, they would be the largest thing in memory. Not thread-safe.
/// </summary>
internal sealed class SequenceAttention(TowerKernels kernels, TowerShape shape, Matrix distance)
{
    /// <summary>Below the largest logit by so much, a masked cell's exponential is lost beside it.</summary>
    private const float Masked = 80f;

    private readonly int _hidden = shape.AttentionHidden;
    private readonly int _head = shape.AttentionHidden / shape.AttentionHeads;
    private readonly float _scale = 1f / MathF.Sqrt(shape.AttentionHidden / shape.AttentionHeads);
    private readonly Matrix _query = new(0, shape.AttentionHidden);
    private readonly Matrix _key = new(0, shape.AttentionHidden);
    private readonly Matrix _value = new(0, shape.AttentionHidden);
    private readonly Matrix _turnedKey = new(0, 0);
    private readonly Matrix _turnedValue = new(0, 0);
    private readonly Matrix _weights = new(0, 0);
    private readonly Matrix _weightGradient = new(0, 0);
    private readonly Matrix _attended = new(0, shape.AttentionHidden);
    private readonly Matrix _queryGradient = new(0, shape.AttentionHidden);
    private readonly Matrix _keyGradient = new(0, shape.AttentionHidden);
    private readonly Matrix _valueGradient = new(0, shape.AttentionHidden);
    private int[] _rows = [];
    private int _length;

    /// <summary>Takes the sequence of a rank.</summary>
    /// <param name="projected">[rows, 3·AttentionHidden] queries, keys, values.</param>
    public void Load(Matrix projected, RaggedSequences sequences, int rank)
    {
        _length = sequences.Length(rank);
        _rows = [.. Enumerable.Range(0, _length).Select(step => sequences.Start(step) + rank)];
        foreach (Matrix matrix in (Matrix[])[_query, _key, _value, _attended, _queryGradient, _keyGradient, _valueGradient])
        {
            matrix.SetRows(_length);
        }

        for (int step = 0; step < _length; step++)
        {
            ReadOnlySpan<float> row = projected.PaddedRow(_rows[step]);
            row[.._hidden].CopyTo(_query.PaddedRow(step));
            row.Slice(_hidden, _hidden).CopyTo(_key.PaddedRow(step));
            row.Slice(2 * _hidden, _hidden).CopyTo(_value.PaddedRow(step));
        }

        _turnedKey.Reshape(_hidden, _length);
        _key.TransposeInto(_turnedKey, 0, _length);
        _weights.Reshape(_length, _length);
    }

    /// <param name="attended">[rows, AttentionHidden] gets the sequence's rows.</param>
    public void Forward(Matrix attended)
    {
        for (int head = 0; head < shape.AttentionHeads; head++)
        {
            Weigh(head);
            kernels.Product(_weights.All, Columns(_value, head), Columns(_attended, head), Start.Zero);
        }

        for (int step = 0; step < _length; step++)
        {
            _attended.PaddedRow(step).CopyTo(attended.PaddedRow(_rows[step]));
        }
    }

    /// <param name="attendedGradient">[rows, AttentionHidden]</param>
    /// <param name="projectedGradient">[rows, 3·AttentionHidden] gets the sequence's rows.</param>
    /// <param name="distanceGradient">[AttentionHeads · AttentionSpan], added to.</param>
    public void Backward(Matrix attendedGradient, Matrix projectedGradient, Span<float> distanceGradient)
    {
        for (int step = 0; step < _length; step++)
        {
            attendedGradient.PaddedRow(_rows[step]).CopyTo(_attended.PaddedRow(step));
        }

        _turnedValue.Reshape(_hidden, _length);
        _value.TransposeInto(_turnedValue, 0, _length);
        _weightGradient.Reshape(_length, _length);
        for (int head = 0; head < shape.AttentionHeads; head++)
        {
            Weigh(head);
            kernels.ProductOfTransposed(_weights.All, Columns(_attended, head), Columns(_valueGradient, head), Start.Zero);
            kernels.Product(Columns(_attended, head), Rows(_turnedValue, head), _weightGradient.All, Start.Zero);
            DifferentiateSoftmax(distanceGradient.Slice(head * shape.AttentionSpan, shape.AttentionSpan));
            kernels.Product(_weightGradient.All, Columns(_key, head), Columns(_queryGradient, head), Start.Zero);
            kernels.ProductOfTransposed(_weightGradient.All, Columns(_query, head), Columns(_keyGradient, head), Start.Zero);
        }

        for (int step = 0; step < _length; step++)
        {
            kernels.Scale(_queryGradient.PaddedRow(step), _scale);
            kernels.Scale(_keyGradient.PaddedRow(step), _scale);
            Span<float> row = projectedGradient.PaddedRow(_rows[step]);
            _queryGradient.PaddedRow(step).CopyTo(row);
            _keyGradient.PaddedRow(step).CopyTo(row[_hidden..]);
            _valueGradient.PaddedRow(step).CopyTo(row[(2 * _hidden)..]);
        }
    }

    /// <summary>P of a head into the weights.</summary>
    private void Weigh(int head)
    {
        kernels.Product(Columns(_query, head), Rows(_turnedKey, head), _weights.All, Start.Zero);
        ReadOnlySpan<float> bias = distance.Row(head);
        for (int step = 0; step < _length; step++)
        {
            Span<float> row = _weights.PaddedRow(step);
            int first = FirstSeen(step);
            float largest = float.NegativeInfinity;
            for (int seen = first; seen <= step; seen++)
            {
                row[seen] = (row[seen] * _scale) + bias[step - seen];
                largest = MathF.Max(largest, row[seen]);
            }

            row[..first].Fill(largest - Masked);
            row[(step + 1)..].Fill(largest - Masked);
            float sum = kernels.ExpSum(row, largest);
            row[..first].Clear();
            row[(step + 1)..].Clear();
            kernels.Scale(row, 1f / sum);
        }
    }

    /// <summary>From dP to dS in place.</summary>
    private void DifferentiateSoftmax(Span<float> distanceGradient)
    {
        for (int step = 0; step < _length; step++)
        {
            ReadOnlySpan<float> weights = _weights.PaddedRow(step);
            Span<float> gradient = _weightGradient.PaddedRow(step);
            float mean = kernels.Dot(weights, gradient);
            int first = FirstSeen(step);
            for (int seen = first; seen <= step; seen++)
            {
                gradient[seen] = weights[seen] * (gradient[seen] - mean);
                distanceGradient[step - seen] += gradient[seen];
            }

            gradient[..first].Clear();
            gradient[(step + 1)..].Clear();
        }
    }

    private int FirstSeen(int step) => Math.Max(0, step - shape.AttentionSpan + 1);

    private Block Columns(Matrix matrix, int head) => matrix.All.ColumnRange(head * _head, _head);

    private Block Rows(Matrix matrix, int head) => matrix.All.RowRange(head * _head, _head);
}
