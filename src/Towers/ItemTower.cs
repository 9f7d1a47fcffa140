using System.Buffers;
using Tandem.Domain;
using Tandem.Towers.Kernels;

namespace Tandem.Towers;

/// <summary>
/// The forward pass of the item tower, normalise( W2 · gelu(W1 · fused + b1) + b2 + id ). Keeps its own repacked copy of the
/// layers' weights and reads the id residual in place. Thread-safe.
/// </summary>
public sealed class ItemTower
{
    // 96 rows of the default shape are 125 KB in and 98 KB hidden: they stay in the second-level cache between the layers.
    private const int BlockRows = 96;

    private readonly float[] _ids;
    private readonly int _idRows;
    private readonly int _width;
    private readonly PackedMatrix _hidden;
    private readonly PackedMatrix _output;

    public ItemTower(TowerWeights weights)
        : this(weights, SimdWidth.Best)
    {
    }

    internal ItemTower(TowerWeights weights, int width)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Shape = weights.Shape;
        _ids = weights.Array(TowerWeights.ItemId);
        _idRows = weights.Items;
        _width = width;
        _hidden = new PackedMatrix(weights[TowerWeights.ItemHiddenWeight], weights[TowerWeights.ItemHiddenBias], groups: 1, width);
        _output = new PackedMatrix(weights[TowerWeights.ItemOutputWeight], weights[TowerWeights.ItemOutputBias], groups: 1, width);
    }

    public TowerShape Shape { get; }

    /// <summary>
    /// Embeds one item. <paramref name="fused"/> has <see cref="TowerShape.Fused"/> values; <paramref name="idRow"/> is its row of
    /// the id residual, or -1 for an item that training has not seen. The result is of unit length.
    /// </summary>
    /// <exception cref="ArgumentException">A span has another length than the shape says.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row of the id residual.</exception>
    public void Embed(ReadOnlySpan<float> fused, int idRow, Span<float> destination)
    {
        RequireLength(fused.Length, Shape.Fused, nameof(fused));
        RequireLength(destination.Length, Shape.Embedding, nameof(destination));
        ArgumentOutOfRangeException.ThrowIfLessThan(idRow, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(idRow, _idRows);
        float[] scratch = ArrayPool<float>.Shared.Rent(_hidden.PaddedOutputs + _output.PaddedOutputs);
        Span<float> hidden = scratch.AsSpan(0, _hidden.PaddedOutputs);
        Span<float> output = scratch.AsSpan(_hidden.PaddedOutputs, _output.PaddedOutputs);
        _hidden.Multiply(fused, hidden);
        Activations.Gelu(hidden, _width);
        _output.Multiply(hidden, output);
        Finish(output, idRow, destination);
        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>
    /// Embeds rows 0..items-1 of a row-major [items, Fused] matrix, on all cores; row i uses id row i, rows past the id residual
    /// are embedded by content alone. The result is [items, Embedding] and does not depend on the number of cores.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="fused"/> does not have items · Fused values.</exception>
    public float[] EmbedAll(float[] fused, int items)
    {
        ArgumentNullException.ThrowIfNull(fused);
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        RequireLength(fused.Length, (long)items * Shape.Fused, nameof(fused));
        float[] embedded = GC.AllocateUninitializedArray<float>(checked(items * Shape.Embedding));
        WorkThreads.For(
            (items + BlockRows - 1) / BlockRows,
            () => ArrayPool<float>.Shared.Rent(BlockRows * (_hidden.PaddedOutputs + Shape.ItemHidden + _output.PaddedOutputs)),
            (block, scratch) =>
            {
                int first = block * BlockRows;
                EmbedBlock(fused, first, Math.Min(BlockRows, items - first), scratch, embedded);
                return scratch;
            },
            scratch => ArrayPool<float>.Shared.Return(scratch));
        return embedded;
    }

    private void EmbedBlock(float[] fused, int first, int rows, float[] scratch, float[] embedded)
    {
        int stride = _hidden.PaddedOutputs;
        Span<float> padded = scratch.AsSpan(0, rows * stride);
        Span<float> hidden = padded;
        _hidden.MultiplyRows(fused.AsSpan(first * Shape.Fused, rows * Shape.Fused), rows, padded);
        Activations.Gelu(padded, _width);
        if (stride != Shape.ItemHidden)
        {
            hidden = scratch.AsSpan(BlockRows * stride, rows * Shape.ItemHidden);
            for (int row = 0; row < rows; row++)
            {
                padded.Slice(row * stride, Shape.ItemHidden).CopyTo(hidden[(row * Shape.ItemHidden)..]);
            }
        }

        Span<float> output = scratch.AsSpan(BlockRows * (stride + Shape.ItemHidden), rows * _output.PaddedOutputs);
        _output.MultiplyRows(hidden, rows, output);
        for (int row = 0; row < rows; row++)
        {
            int item = first + row;
            Finish(
                output.Slice(row * _output.PaddedOutputs, _output.PaddedOutputs),
                item < _idRows ? item : -1,
                embedded.AsSpan(item * Shape.Embedding, Shape.Embedding));
        }
    }

    private void Finish(ReadOnlySpan<float> output, int idRow, Span<float> destination)
    {
        output[..destination.Length].CopyTo(destination);
        if (idRow >= 0)
        {
            ReadOnlySpan<float> id = _ids.AsSpan(idRow * Shape.Embedding, Shape.Embedding);
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] += id[i];
            }
        }

        Normalisation.ToUnitLength(destination);
    }

    private static void RequireLength(int actual, long expected, string parameter)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"Expected {expected} values, found {actual}.", parameter);
        }
    }
}
