namespace Tandem.Towers;

/// <summary>
/// What advances a user's state by one event. The first <see cref="TowerShape.UserHidden"/> values of a state are what the user vector
/// is projected from. Thread-safe; the state is the caller's.
/// </summary>
internal interface IUserCell
{
    /// <summary>Length of a state with room for so many events.</summary>
    int StateLength(int events);

    /// <exception cref="ArgumentException">No state has this length.</exception>
    void CheckState(int length);

    /// <param name="state">A state, zeros before the first event.</param>
    /// <param name="x">[GruInput]</param>
    /// <exception cref="ArgumentException">The state has no room for another event.</exception>
    void Advance(Span<float> state, ReadOnlySpan<float> x);
}
