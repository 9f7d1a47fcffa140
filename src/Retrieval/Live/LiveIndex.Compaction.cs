namespace Tandem.Retrieval.Live;

/// <summary>Merging, one at a time, beside searches and writers.</summary>
public sealed partial class LiveIndex
{
    private readonly SemaphoreSlim _compacting = new(1, 1);
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>The merge that runs in the background, or ran last. Exchanged under <see cref="_writing"/>.</summary>
    private Task _background = Task.CompletedTask;

    /// <summary>The last merge that was made; null before the first.</summary>
    public CompactionReport? LastCompaction { get; private set; }

    /// <summary>Why the last background merge failed; null if it did not. The index stays whole and tries again with the next changes.</summary>
    public Exception? LastFailure { get; private set; }

    /// <summary>Merges now. Waits for a merge that is running; searches and changes go on meanwhile.</summary>
    /// <param name="progress">Told from any thread.</param>
    /// <returns>What was done; null when there was nothing to merge.</returns>
    /// <exception cref="OperationCanceledException">The index is as if the merge had not begun.</exception>
    public async Task<CompactionReport?> CompactAsync(
        CompactionScope scope = CompactionScope.Everything, IProgress<BuildProgress>? progress = null, CancellationToken cancellation = default)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopped.Token);
        await _compacting.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            return await Task.Factory.StartNew(
                () => Compact(scope, progress, either.Token), either.Token, TaskCreationOptions.LongRunning, _options.Scheduler).ConfigureAwait(false);
        }
        finally
        {
            _compacting.Release();
        }
    }

    /// <summary>Stops merging and waits until it has ended. Searches go on working.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync().ConfigureAwait(false);
        Task running;
        lock (_writing)
        {
            running = _background;
        }

        await running.ConfigureAwait(false);
    }

    private CompactionReport? Compact(CompactionScope scope, IProgress<BuildProgress>? progress, CancellationToken cancellation)
    {
        long started = _time.GetTimestamp();
        SegmentedIndex planned;
        lock (_writing)
        {
            planned = _current.Seal();
            Volatile.Write(ref _current, planned);
        }

        if (Compaction.Plan(planned, _options, scope) is not { } compaction)
        {
            return null;
        }

        VectorSegment built = compaction.Build(_options.Segments with { Similarity = planned.Similarity }, progress, cancellation);
        lock (_writing)
        {
            Volatile.Write(ref _current, compaction.Apply(_current, built));
        }

        LastCompaction = new CompactionReport(compaction.LayerCount, compaction.Rows, compaction.Dropped, _time.GetElapsedTime(started));
        return LastCompaction;
    }

    private void CompactInBackground()
    {
        lock (_writing)
        {
            if (_background.IsCompleted && !_stopped.IsCancellationRequested)
            {
                _background = RunAsync();
            }
        }

        async Task RunAsync()
        {
            // What came during one merge may be enough for the next.
            await Task.Yield();
            try
            {
                do
                {
                    await CompactAsync(CompactionScope.Newest).ConfigureAwait(false);
                    LastFailure = null;
                }
                while (Current.DeltaRows >= _options.DeltaCapacity);
            }
            catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
            {
                // Disposed of.
            }
#pragma warning disable CA1031 // The failure is reported, not lost; without the background merge the index goes on, only slower.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LastFailure = failure;
            }
        }
    }
}
