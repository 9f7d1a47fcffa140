namespace Tandem.Cli.Replaying;

/// <summary>When a moment of history is due. The first moment asked for is due at once; history then runs at its speed.</summary>
/// <param name="speed">History's seconds in one real second, above 0; infinity: everything is due.</param>
internal sealed class ReplayPace(double speed, TimeProvider time)
{
    private DateTimeOffset? _first;
    private long _started;

    public bool IsDue(DateTimeOffset moment) => Ahead(moment) <= TimeSpan.Zero;

    public async Task WaitForAsync(DateTimeOffset moment, CancellationToken cancellation)
    {
        TimeSpan ahead = Ahead(moment);
        if (ahead > TimeSpan.Zero)
        {
            await Task.Delay(ahead, time, cancellation);
        }
    }

    private TimeSpan Ahead(DateTimeOffset moment)
    {
        if (double.IsPositiveInfinity(speed))
        {
            return TimeSpan.Zero;
        }

        if (_first is null)
        {
            (_first, _started) = (moment, time.GetTimestamp());
        }

        return ((moment - _first.Value) / speed) - time.GetElapsedTime(_started);
    }
}
