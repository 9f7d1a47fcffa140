namespace Tandem.Storage;

/// <summary>Wakes those who wait for a partition to grow. Thread-safe.</summary>
/// <param name="mark">Reads the last offset that is known to be committed.</param>
internal sealed class AppendSignal(Func<long> mark)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiters;

    /// <summary>Something was appended that no call of <see cref="WaitAsync"/> has reported.</summary>
    private bool _unreported;

    /// <summary>After the mark has advanced.</summary>
    public void Set() => Wake(appended: true);

    /// <summary>Lets every waiter look again.</summary>
    public void Pulse() => Wake(appended: false);

    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        Task wake;
        lock (_gate)
        {
            if (_unreported)
            {
                _unreported = false;
                return;
            }

            wake = Waiters();
        }

        await wake.WaitAsync(cancellation).ConfigureAwait(false);
        lock (_gate)
            _unreported = false;
    }

    public async ValueTask WaitBeyondAsync(long after, CancellationToken cancellation)
    {
        while (mark() <= after)
        {
            Task wake;
            lock (_gate)
            {
                // Set runs after the mark has moved, so a mark that is still low here means that Set is yet to come.
                if (mark() > after)
                    return;
                wake = Waiters();
            }

            await wake.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private Task Waiters() => (_waiters ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Wake(bool appended)
    {
        TaskCompletionSource? waiters;
        lock (_gate)
        {
            _unreported |= appended;
            waiters = _waiters;
            _waiters = null;
        }

        waiters?.TrySetResult();
    }
}
