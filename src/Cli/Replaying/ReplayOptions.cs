namespace Tandem.Cli.Replaying;

/// <summary>What part of a history is replayed, and how.</summary>
internal sealed record ReplayOptions
{
    /// <summary>History's seconds in one real second; infinity sends as fast as the node takes it.</summary>
    public double Speed { get; init; } = double.PositiveInfinity;

    /// <summary>The first moment that counts; null is the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The last moment that counts, itself included; null is the end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Events of one request, 1 to 10,000.</summary>
    public int BatchSize { get; init; } = 1000;

    /// <summary>Where the position is kept between runs; null keeps none and starts at the beginning.</summary>
    public string? CursorFile { get; init; }

    /// <summary>Length of a period of history, after each of which <see cref="EventReplay.PeriodEnded"/> is called; null for none.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>How long a node that does not answer is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);
}
