using System.Buffers;
using Tandem.Towers.Kernels;

namespace Tandem.Towers;

/// <summary>One step of PyTorch's nn.GRU; the state is its hidden state.</summary>
internal sealed class GruCell : IUserCell
{
    private const int Gates = 3;
    private readonly int _units;
    private readonly int _width;
    private readonly PackedMatrix _input;
    private readonly PackedMatrix _hidden;

    /// <param name="width">Floats per vector, one of <see cref="SimdWidth"/>'s constants.</param>
    public GruCell(TowerWeights weights, int width)
    {
        _units = weights.Shape.GruHidden;
        _width = width;
        _input = new PackedMatrix(weights[TowerWeights.GruInputWeight], weights[TowerWeights.GruInputBias], Gates, width);
        _hidden = new PackedMatrix(weights[TowerWeights.GruHiddenWeight], weights[TowerWeights.GruHiddenBias], Gates, width);
    }

    public int StateLength(int events) => _units;

    public void CheckState(int length)
    {
        if (length != _units)
        {
            throw new ArgumentException($"Expected a state of {_units} values, found {length}.", nameof(length));
        }
    }

    public void Advance(Span<float> state, ReadOnlySpan<float> x)
    {
        int gates = _input.PaddedOutputs;
        int stride = _input.GroupStride;
        float[] scratch = ArrayPool<float>.Shared.Rent(2 * gates + stride);
        Span<float> input = scratch.AsSpan(0, gates);
        Span<float> hidden = scratch.AsSpan(gates, gates);
        Span<float> padded = scratch.AsSpan(2 * gates, stride);
        state.CopyTo(padded);
        padded[state.Length..].Clear();
        _input.Multiply(x, input);
        _hidden.Multiply(state, hidden);
        Activations.GruGates(input, hidden, padded, _width);
        padded[..state.Length].CopyTo(state);
        ArrayPool<float>.Shared.Return(scratch);
    }
}
