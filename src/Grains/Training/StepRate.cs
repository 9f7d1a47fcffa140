namespace Tandem.Grains.Training;

/// <summary>Steps a second over the last minute or less. One thread uses it.</summary>
internal sealed class StepRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<(long At, int Steps)> _recent = new();
    private readonly long _start = time.GetTimestamp();

    public void Add(int steps) => _recent.Enqueue((time.GetTimestamp(), steps));

    public double PerSecond()
    {
        while (_recent.TryPeek(out (long At, int Steps) oldest) && time.GetElapsedTime(oldest.At) > Window)
            _recent.Dequeue();

        double seconds = Math.Min(Window.TotalSeconds, time.GetElapsedTime(_start).TotalSeconds);
        return seconds > 0 ? _recent.Sum(static entry => entry.Steps) / seconds : 0;
    }
}
