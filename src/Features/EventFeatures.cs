namespace Tandem.Features;

/// <summary>
/// The per-event features of the user tower: action (one-hot), widget (hashed one-hot), hour of the day (sin, cos),
/// velocity, acceleration, time since the previous event, success and failure signal. Every value is causal: it depends
/// on this event and earlier ones only, so one more event never changes the features of those before it.
/// </summary>
public static class EventFeatures
{
    /// <summary>Length of one event's features.</summary>
    public const int Dimension = 24;

    /// <summary>
    /// Computes the features of a whole sequence in time order into <paramref name="destination"/>, row-major [events, <see cref="Dimension"/>].
    /// </summary>
    public static void Encode(ReadOnlySpan<SequenceEvent> sequence, Span<float> destination) => throw new NotImplementedException();
}
