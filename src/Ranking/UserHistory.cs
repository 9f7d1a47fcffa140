using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// What is remembered of one user: a bounded sequence of recent events in time order, and for each item the user dealt with a
/// bounded record (orders, cancellations, cart and favourite as they stand, last times). The user grain, the evaluation and
/// the bootstrap all fold events through <see cref="Apply"/>, so that what is measured is what is served.
/// </summary>
public sealed class UserHistory
{
    /// <summary>Events kept in the sequence.</summary>
    public const int MaxEvents = 128;

    /// <summary>Items whose records are kept; beyond that the ones touched longest ago go first.</summary>
    public const int MaxItems = 512;

    /// <summary>Inserts one event at its place in time. Order of arrival does not change the result within the kept horizon.</summary>
    public void Apply(ShopEvent shopEvent) => throw new NotImplementedException();

    /// <summary>A compact binary form with a version byte; no bigger than 24 bytes an event plus ids stored once.</summary>
    public byte[] ToBytes() => throw new NotImplementedException();

    /// <exception cref="TandemException">The bytes are damaged or of a newer version.</exception>
    public static UserHistory FromBytes(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();
}
