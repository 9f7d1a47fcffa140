using Tandem.Domain;

namespace Tandem.Training.Experiments;

/// <summary>Measures a run while it reports its progress, and names it in what it passes on.</summary>
/// <param name="inner">Where reports go.</param>
/// <param name="stage">What the run is called.</param>
internal sealed class CostMeter(IProgress<ProgressReport>? inner, string stage, TimeProvider time) : IProgress<ProgressReport>
{
    private const double BytesPerMiB = 1 << 20;

    private readonly long _start = time.GetTimestamp();
    private TimeSpan _paused;

    /// <summary>Seconds since the start, pauses left out.</summary>
    public double Seconds => (time.GetElapsedTime(_start) - _paused).TotalSeconds;

    /// <summary>Highest working set of the process that was seen, in MiB.</summary>
    public double PeakMemoryMiB { get; private set; }

    public void Report(ProgressReport value)
    {
        PeakMemoryMiB = Math.Max(PeakMemoryMiB, Environment.WorkingSet / BytesPerMiB);
        inner?.Report(value with { Stage = stage });
    }

    /// <summary>Does something whose time is not the run's.</summary>
    public T Pause<T>(Func<T> work)
    {
        long begin = time.GetTimestamp();
        T result = work();
        _paused += time.GetElapsedTime(begin);
        return result;
    }
}
