using System.Buffers;
using Tandem.Towers.Kernels;

namespace Tandem.Towers;

/// <summary>
/// The forward pass of the user tower, one event at a time: x = [ √Embedding · item | eventFeatures ], h' = GRU(x, h),
/// user = normalise( Wo · h + bo ). Keeps its own repacked copy of the weights. Thread-safe; the state is the caller's.
/// </summary>
public sealed class UserTower
{
    private const int Gates = 3;
    private readonly int _width;
    private readonly float _itemScale;
    private readonly PackedMatrix _input;
    private readonly PackedMatrix _hidden;
    private readonly PackedMatrix _output;

    public UserTower(TowerWeights weights)
        : this(weights, SimdWidth.Best)
    {
    }

    internal UserTower(TowerWeights weights, int width)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Shape = weights.Shape;
        _width = width;
        _itemScale = MathF.Sqrt(Shape.Embedding);
        _input = new PackedMatrix(weights[TowerWeights.GruInputWeight], weights[TowerWeights.GruInputBias], Gates, width);
        _hidden = new PackedMatrix(weights[TowerWeights.GruHiddenWeight], weights[TowerWeights.GruHiddenBias], Gates, width);
        _output = new PackedMatrix(weights[TowerWeights.UserOutputWeight], weights[TowerWeights.UserOutputBias], groups: 1, width);
    }

    public TowerShape Shape { get; }

    /// <summary>
    /// Advances the hidden state by one event. <paramref name="state"/> has <see cref="TowerShape.GruHidden"/> values, zeros before the
    /// first event; <paramref name="item"/> is the item's unit vector, zeros when the item is unknown.
    /// </summary>
    /// <exception cref="ArgumentException">A span has another length than the shape says.</exception>
    public void Advance(Span<float> state, ReadOnlySpan<float> item, ReadOnlySpan<float> eventFeatures)
    {
        RequireLength(state.Length, Shape.GruHidden, nameof(state));
        RequireLength(item.Length, Shape.Embedding, nameof(item));
        RequireLength(eventFeatures.Length, Shape.EventFeatures, nameof(eventFeatures));
        int gates = _input.PaddedOutputs;
        int stride = _input.GroupStride;
        float[] scratch = ArrayPool<float>.Shared.Rent(2 * gates + stride + Shape.GruInput);
        Span<float> input = scratch.AsSpan(0, gates);
        Span<float> hidden = scratch.AsSpan(gates, gates);
        Span<float> padded = scratch.AsSpan(2 * gates, stride);
        Span<float> x = scratch.AsSpan(2 * gates + stride, Shape.GruInput);
        for (int i = 0; i < item.Length; i++)
        {
            x[i] = _itemScale * item[i];
        }

        eventFeatures.CopyTo(x[item.Length..]);
        state.CopyTo(padded);
        padded[state.Length..].Clear();
        _input.Multiply(x, input);
        _hidden.Multiply(state, hidden);
        Activations.GruGates(input, hidden, padded, _width);
        padded[..state.Length].CopyTo(state);
        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>The user vector of a state: [Embedding], unit length.</summary>
    /// <exception cref="ArgumentException">A span has another length than the shape says.</exception>
    public void Project(ReadOnlySpan<float> state, Span<float> destination)
    {
        RequireLength(state.Length, Shape.GruHidden, nameof(state));
        RequireLength(destination.Length, Shape.Embedding, nameof(destination));
        float[] scratch = ArrayPool<float>.Shared.Rent(_output.PaddedOutputs);
        _output.Multiply(state, scratch);
        scratch.AsSpan(0, destination.Length).CopyTo(destination);
        ArrayPool<float>.Shared.Return(scratch);
        Normalisation.ToUnitLength(destination);
    }

    private static void RequireLength(int actual, int expected, string parameter)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"Expected {expected} values, found {actual}.", parameter);
        }
    }
}
