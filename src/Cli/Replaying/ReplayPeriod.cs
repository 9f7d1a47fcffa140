namespace Tandem.Cli.Replaying;

/// <summary>A period of history that had events, all of which the node has accepted.</summary>
/// <param name="Start">Its first moment, a multiple of its length since 1970-01-01 UTC.</param>
/// <param name="End">The first moment after it.</param>
internal readonly record struct ReplayPeriod(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The period of a given length that a moment lies in.</summary>
    public static ReplayPeriod Of(DateTimeOffset moment, TimeSpan length)
    {
        var start = new DateTimeOffset(moment.UtcTicks - (moment.UtcTicks % length.Ticks), TimeSpan.Zero);
        return new ReplayPeriod(start, start + length);
    }
}
