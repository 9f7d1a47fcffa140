namespace Tandem.Training;

/// <summary>Times one run: speed, what is left, and when a report or a checkpoint is due.</summary>
/// <param name="doneBefore">Batches that were done before this execution began.</param>
internal sealed class RunClock(TimeProvider time, long doneBefore)
{
    private readonly long _start = time.GetTimestamp();
    private long _reported = time.GetTimestamp();
    private long _saved = time.GetTimestamp();

    public bool ReportIsDue(TimeSpan interval) => IsDue(ref _reported, interval);

    public bool CheckpointIsDue(TimeSpan interval) => IsDue(ref _saved, interval);

    public double MillisecondsPerBatch(long done) => time.GetElapsedTime(_start).TotalMilliseconds / Math.Max(1, done - doneBefore);

    public TimeSpan Left(long done, long total) => TimeSpan.FromMilliseconds(MillisecondsPerBatch(done) * (total - done));

    private bool IsDue(ref long last, TimeSpan interval)
    {
        if (time.GetElapsedTime(last) < interval)
        {
            return false;
        }

        last = time.GetTimestamp();
        return true;
    }
}
