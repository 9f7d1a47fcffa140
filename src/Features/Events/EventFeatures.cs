using Tandem.Domain;

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

    /// <summary>First of the <see cref="EventActions.SignalCount"/> places of the action, one-hot by its code.</summary>
    public const int ActionOffset = 0;

    /// <summary>First of the <see cref="WidgetBuckets"/> places of the widget; all zeros without one.</summary>
    public const int WidgetOffset = ActionOffset + EventActions.SignalCount;

    /// <summary>Buckets that widget names are hashed into (FNV-1a, case matters).</summary>
    public const int WidgetBuckets = 6;

    /// <summary>sin(2π·h/24), h the hour of the day in UTC with its fraction.</summary>
    public const int HourSin = WidgetOffset + WidgetBuckets;

    /// <summary>cos(2π·h/24).</summary>
    public const int HourCos = HourSin + 1;

    /// <summary>
    /// ln(1 + v) / <see cref="VelocityScale"/>, v = Σ e^(−Δ/1 h) over the earlier events, Δ their distance in time:
    /// events an hour, decayed. 0 for the first event.
    /// </summary>
    public const int Velocity = HourCos + 1;

    /// <summary>
    /// tanh((a − v) / (1 + v)), a the events an hour as <see cref="Velocity"/> has them but with a decay of ten minutes:
    /// above 0 while the person speeds up. −1 to 1, 0 for the first event.
    /// </summary>
    public const int Acceleration = Velocity + 1;

    /// <summary>ln(1 + seconds since the previous event) / ln(1 + 30 days), at most 1; 0 for the first event.</summary>
    public const int Gap = Acceleration + 1;

    /// <summary>1 if the event completes a success: an order of an item in the cart, or a delivery.</summary>
    public const int Success = Gap + 1;

    /// <summary>
    /// 1 if the event completes a failure: taken out of the cart after it was put in, off the favourites after it was
    /// favoured, or cancelled after it was ordered.
    /// </summary>
    public const int Failure = Success + 1;

    /// <summary>1 for the first event of the sequence.</summary>
    public const int First = Failure + 1;

    /// <summary>Brings usual velocities to about 0 to 1.</summary>
    public const double VelocityScale = 4;

    [ThreadStatic]
    private static EventFeatureState? t_state;

    /// <summary>
    /// Computes the features of a whole sequence in time order into <paramref name="destination"/>, row-major [events, <see cref="Dimension"/>].
    /// </summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static void Encode(ReadOnlySpan<SequenceEvent> sequence, Span<float> destination)
    {
        if (destination.Length < sequence.Length * Dimension)
        {
            throw new ArgumentException(
                $"The destination has room for {destination.Length} values, {sequence.Length} events need {sequence.Length * Dimension}.", nameof(destination));
        }

        EventFeatureState state = t_state ??= new EventFeatureState();
        state.Reset();
        for (int i = 0; i < sequence.Length; i++)
        {
            state.Push(sequence[i], destination.Slice(i * Dimension, Dimension));
        }
    }
}
