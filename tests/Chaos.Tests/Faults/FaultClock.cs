using System.Diagnostics;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>When a fault struck, and when what it took away was back.</summary>
internal sealed class FaultClock
{
    /// <summary>Timestamp of the fault.</summary>
    public long Struck { get; private set; } = Stopwatch.GetTimestamp();

    /// <summary>Timestamp of the end of an outage; null for a fault that the cluster overcomes by itself.</summary>
    public long? Back { get; private set; }

    /// <summary>Now.</summary>
    public void Strike() => Struck = Stopwatch.GetTimestamp();

    /// <summary>Redis, the disk or the blobs are there again, now.</summary>
    public void IsBack() => Back = Stopwatch.GetTimestamp();
}
