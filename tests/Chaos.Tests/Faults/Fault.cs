namespace Tandem.Chaos.Tests.Faults;

/// <summary>Something that happens to a cluster, and what must hold of the requests meanwhile.</summary>
/// <param name="Name">One word for the command line.</param>
/// <param name="What">For people.</param>
/// <param name="StrikeAsync">Does it, and leaves the cluster whole.</param>
internal sealed record Fault(string Name, string What, Func<FaultCluster, FaultClock, Task> StrikeAsync)
{
    /// <summary>Requests may fail so long after it; null: until it is over, and <see cref="WithinOfEnd"/> after that.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>Requests may fail so long after what was away is back.</summary>
    public TimeSpan WithinOfEnd { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>True if not a single request may fail.</summary>
    public bool NoneFails { get; init; }

    /// <summary>Why this machine cannot do it; null if it can.</summary>
    public Func<FaultCluster, string?> Missing { get; init; } = static _ => null;
}
