namespace Tandem.Grains.Streaming;

/// <summary>Tells those who wait for one user how far the user's events are applied. Thread-safe.</summary>
internal sealed class ApplySignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _raised = NewSignal();
    private long _appliedTo;

    /// <summary>The last offset that was reported; 0 before the first.</summary>
    public long AppliedTo => Volatile.Read(ref _appliedTo);

    /// <summary>Completes with the next report.</summary>
    public Task Raised => Volatile.Read(ref _raised).Task;

    public void Raise(long appliedTo)
    {
        TaskCompletionSource raised;
        lock (_gate)
        {
            _appliedTo = Math.Max(_appliedTo, appliedTo);
            raised = _raised;
            _raised = NewSignal();
        }

        raised.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
