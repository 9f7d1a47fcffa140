namespace Tandem.Towers;

/// <summary>The forward pass of the user tower, one event at a time. Thread-safe; the state is the caller's.</summary>
public sealed class UserTower(TowerWeights weights)
{
    public TowerShape Shape => weights.Shape;

    /// <summary>
    /// Advances the hidden state by one event. <paramref name="state"/> has <see cref="TowerShape.GruHidden"/> values, zeros before the
    /// first event; <paramref name="item"/> is the item's unit vector, zeros when the item is unknown.
    /// </summary>
    public void Advance(Span<float> state, ReadOnlySpan<float> item, ReadOnlySpan<float> eventFeatures) => throw new NotImplementedException();

    /// <summary>The user vector of a state: [Embedding], unit length.</summary>
    public void Project(ReadOnlySpan<float> state, Span<float> destination) => throw new NotImplementedException();
}
