using System.Buffers;
using Tandem.Towers.Kernels;

namespace Tandem.Towers;

/// <summary>
/// The forward pass of the user tower, one event at a time: x = [ √Embedding · item | eventFeatures ], the state advances by x as
/// <see cref="TowerShape.UserTower"/> says, user = normalise( Wo · h + bo ). Keeps its own repacked copy of the weights. Thread-safe;
/// the state is the caller's.
/// </summary>
public sealed class UserTower
{
    private readonly float _itemScale;
    private readonly IUserCell _cell;
    private readonly PackedMatrix _output;

    public UserTower(TowerWeights weights)
        : this(weights, SimdWidth.Best)
    {
    }

    internal UserTower(TowerWeights weights, int width)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Shape = weights.Shape;
        _itemScale = MathF.Sqrt(Shape.Embedding);
        _cell = Shape.UserTower == UserTowerKind.Attention ? new AttentionCell(weights, width) : new GruCell(weights, width);
        _output = new PackedMatrix(weights[TowerWeights.UserOutputWeight], weights[TowerWeights.UserOutputBias], groups: 1, width);
    }

    public TowerShape Shape { get; }

    /// <summary>
    /// Length of a state that has room for so many events. The GRU's is <see cref="TowerShape.GruHidden"/> for any number; self-attention
    /// keeps a key and a value of each event, at most of the last <see cref="TowerShape.AttentionSpan"/>.
    /// </summary>
    public int StateLength(int events) => _cell.StateLength(events);

    /// <summary>
    /// Advances the state by one event. <paramref name="state"/> has <see cref="StateLength"/> values, zeros before the first event;
    /// <paramref name="item"/> is the item's unit vector, zeros when the item is unknown.
    /// </summary>
    /// <exception cref="ArgumentException">A span has another length than the shape says, or the state has no room for another event.</exception>
    public void Advance(Span<float> state, ReadOnlySpan<float> item, ReadOnlySpan<float> eventFeatures)
    {
        _cell.CheckState(state.Length);
        RequireLength(item.Length, Shape.Embedding, nameof(item));
        RequireLength(eventFeatures.Length, Shape.EventFeatures, nameof(eventFeatures));
        float[] scratch = ArrayPool<float>.Shared.Rent(Shape.GruInput);
        Span<float> x = scratch.AsSpan(0, Shape.GruInput);
        for (int i = 0; i < item.Length; i++)
        {
            x[i] = _itemScale * item[i];
        }

        eventFeatures.CopyTo(x[item.Length..]);
        _cell.Advance(state, x);
        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>The user vector of a state: [Embedding], unit length.</summary>
    /// <exception cref="ArgumentException">A span has another length than the shape says.</exception>
    public void Project(ReadOnlySpan<float> state, Span<float> destination)
    {
        _cell.CheckState(state.Length);
        RequireLength(destination.Length, Shape.Embedding, nameof(destination));
        float[] scratch = ArrayPool<float>.Shared.Rent(_output.PaddedOutputs);
        _output.Multiply(state[..Shape.UserHidden], scratch);
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
