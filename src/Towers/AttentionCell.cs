using System.Buffers;
using Tandem.Towers.Kernels;

namespace Tandem.Towers;

/// <summary>
/// Causal self-attention, one event at a time: keys and values of earlier events do not change, so an event costs its own row and a look
/// at the others' keys. A state is <c>[ h | events | key, value of event 0 | key, value of event 1 | … ]</c>; once it has
/// <see cref="TowerShape.AttentionSpan"/> events the newest takes the place of the oldest.
/// </summary>
internal sealed class AttentionCell : IUserCell
{
    private readonly TowerShape _shape;
    private readonly int _width;
    private readonly PackedMatrix _embed;
    private readonly PackedMatrix _input;
    private readonly PackedMatrix _output;
    private readonly PackedMatrix _expand;
    private readonly PackedMatrix _contract;
    private readonly float[] _distance;

    /// <param name="width">Floats per vector, one of <see cref="SimdWidth"/>'s constants.</param>
    public AttentionCell(TowerWeights weights, int width)
    {
        _shape = weights.Shape;
        _width = width;
        _embed = Layer(TowerWeights.AttentionEmbedWeight, TowerWeights.AttentionEmbedBias);
        _input = Layer(TowerWeights.AttentionInputWeight, TowerWeights.AttentionInputBias);
        _output = Layer(TowerWeights.AttentionOutputWeight, TowerWeights.AttentionOutputBias);
        _expand = Layer(TowerWeights.AttentionExpandWeight, TowerWeights.AttentionExpandBias);
        _contract = Layer(TowerWeights.AttentionContractWeight, TowerWeights.AttentionContractBias);
        _distance = weights.Array(TowerWeights.AttentionDistance);

        PackedMatrix Layer(string weight, string bias) => new(weights[weight], weights[bias], groups: 1, width);
    }

    private int Hidden => _shape.AttentionHidden;

    public int StateLength(int events) => Hidden + 1 + (2 * Hidden * Math.Clamp(events, 1, _shape.AttentionSpan));

    public void CheckState(int length)
    {
        int capacity = Capacity(length);
        if (capacity < 1 || capacity > _shape.AttentionSpan || length != StateLength(capacity))
        {
            throw new ArgumentException(
                $"A state of {length} values holds no whole number of 1 to {_shape.AttentionSpan} events.", nameof(length));
        }
    }

    public void Advance(Span<float> state, ReadOnlySpan<float> x)
    {
        int capacity = Capacity(state.Length);
        int events = (int)state[Hidden];
        if (events == capacity && capacity < _shape.AttentionSpan)
        {
            throw new ArgumentException($"The state has room for {capacity} events and holds as many.", nameof(state));
        }

        float[] scratch = ArrayPool<float>.Shared.Rent(
            Hidden + _embed.PaddedOutputs + _input.PaddedOutputs + _output.PaddedOutputs + _expand.PaddedOutputs + _contract.PaddedOutputs + _shape.AttentionSpan);
        Span<float> free = scratch;
        Span<float> normal = Take(ref free, Hidden);
        Span<float> row = Take(ref free, _embed.PaddedOutputs);
        Span<float> projected = Take(ref free, _input.PaddedOutputs);
        Span<float> added = Take(ref free, _output.PaddedOutputs);
        Span<float> inner = Take(ref free, _expand.PaddedOutputs);
        Span<float> contracted = Take(ref free, _contract.PaddedOutputs);

        _embed.Multiply(x, row);
        LayerNorm.Apply(row[..Hidden], normal);
        _input.Multiply(normal, projected);
        projected.Slice(Hidden, 2 * Hidden).CopyTo(Pairs(state).Slice(events % capacity * 2 * Hidden, 2 * Hidden));
        // Up to twice the span, so that a count that is kept in a float stays exact and still says where the ring goes on.
        state[Hidden] = events + 1 < 2 * capacity ? events + 1 : capacity;
        Attend(Pairs(state), events, projected[..Hidden], normal, Take(ref free, _shape.AttentionSpan));
        _output.Multiply(normal, added);
        Add(row[..Hidden], added);
        LayerNorm.Apply(row[..Hidden], normal);
        _expand.Multiply(normal, inner);
        Activations.Gelu(inner, _width);
        _contract.Multiply(inner[.._shape.AttentionInner], contracted);
        Add(row[..Hidden], contracted);
        row[..Hidden].CopyTo(state);
        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <param name="pairs">Keys and values, the newest event's at place <paramref name="newest"/> modulo the room.</param>
    /// <param name="attended">[Hidden] becomes the weighted values of all heads.</param>
    /// <param name="weights">At least as many as there are events.</param>
    private void Attend(ReadOnlySpan<float> pairs, int newest, ReadOnlySpan<float> query, Span<float> attended, Span<float> weights)
    {
        int room = pairs.Length / (2 * Hidden);
        int seen = Math.Min(newest + 1, room);
        int head = Hidden / _shape.AttentionHeads;
        float scale = 1f / MathF.Sqrt(head);
        attended.Clear();
        for (int first = 0; first < Hidden; first += head)
        {
            ReadOnlySpan<float> bias = _distance.AsSpan(first / head * _shape.AttentionSpan, seen);
            float largest = float.NegativeInfinity;
            for (int back = 0; back < seen; back++)
            {
                weights[back] = (Dot(query.Slice(first, head), Key(pairs, newest - back).Slice(first, head)) * scale) + bias[back];
                largest = MathF.Max(largest, weights[back]);
            }

            float sum = 0;
            for (int back = 0; back < seen; back++)
            {
                weights[back] = MathF.Exp(weights[back] - largest);
                sum += weights[back];
            }

            Span<float> result = attended.Slice(first, head);
            for (int back = 0; back < seen; back++)
            {
                ReadOnlySpan<float> value = Key(pairs, newest - back).Slice(Hidden + first, head);
                float share = weights[back] / sum;
                for (int i = 0; i < result.Length; i++)
                {
                    result[i] += share * value[i];
                }
            }
        }

        ReadOnlySpan<float> Key(ReadOnlySpan<float> all, int place) => all.Slice(place % room * 2 * Hidden, 2 * Hidden);
    }

    private int Capacity(int length) => (length - Hidden - 1) / (2 * Hidden);

    private Span<float> Pairs(Span<float> state) => state[(Hidden + 1)..];

    private static Span<float> Take(ref Span<float> free, int count)
    {
        Span<float> taken = free[..count];
        free = free[count..];
        return taken;
    }

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        float sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static void Add(Span<float> sums, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += values[i];
        }
    }
}
