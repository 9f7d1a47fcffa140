using Tandem.Domain;

namespace Tandem.Grains.Streaming;

/// <summary>An event that could not be applied.</summary>
/// <param name="Offset">The event's offset in its user's partition.</param>
/// <param name="Reason">The error that the last attempt ended with.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When it was set aside.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.DeadLetter")]
public sealed record DeadLetter(
    [property: Id(0)] long Offset,
    [property: Id(1)] ShopEvent Event,
    [property: Id(2)] string Reason,
    [property: Id(3)] int Attempts,
    [property: Id(4)] DateTimeOffset At);

/// <summary>A dead letter at its place in the log.</summary>
/// <param name="Position">Its offset in the dead-letter log.</param>
public readonly record struct StoredDeadLetter(long Position, DeadLetter Letter);
