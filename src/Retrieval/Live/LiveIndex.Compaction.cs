using System.Collections.Immutable;

namespace Tandem.Retrieval.Live;

/// <summary>
/// Merging beside searches and writers: of the newest layers one at a time, each a share of a second; and of everything, which takes long and
/// leaves the layers that come meanwhile to the former.
/// </summary>
public sealed partial class LiveIndex
{
    /// <summary>Held while newest layers are merged, and while the layers of a merge of everything are chosen.</summary>
    private readonly SemaphoreSlim _merging = new(1, 1);

    /// <summary>Held while everything is merged.</summary>
    private readonly SemaphoreSlim _rebuilding = new(1, 1);
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>What the merge of everything reads. Under <see cref="_writing"/>.</summary>
    private ImmutableHashSet<IVectorSegment> _taken = [];

    /// <summary>What merges in the background, or did last. Exchanged under <see cref="_writing"/>.</summary>
    private Task _background = Task.CompletedTask;
    private Task _rebuild = Task.CompletedTask;

    /// <summary>The last merge that was made; null before the first.</summary>
    public CompactionReport? LastCompaction { get; private set; }

    /// <summary>Why the last background merge failed; null if it did not. The index stays whole and tries again with the next changes.</summary>
    public Exception? LastFailure { get; private set; }

    /// <summary>Merges now. Waits for a merge of the same scope that is running; searches and changes go on meanwhile.</summary>
    /// <param name="progress">Told from any thread.</param>
    /// <returns>What was done; null when there was nothing to merge.</returns>
    /// <exception cref="OperationCanceledException">The index is as if the merge had not begun.</exception>
    public async Task<CompactionReport?> CompactAsync(
        CompactionScope scope = CompactionScope.Everything, IProgress<BuildProgress>? progress = null, CancellationToken cancellation = default)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopped.Token);
        SemaphoreSlim turn = scope == CompactionScope.Everything ? _rebuilding : _merging;
        await turn.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            long started = _time.GetTimestamp();
            return scope == CompactionScope.Newest
                ? await MergeAsync(PlanNewest(), started, progress, either.Token).ConfigureAwait(false)
                : await MergeAsync(await TakeEverythingAsync(either.Token).ConfigureAwait(false), started, progress, either.Token).ConfigureAwait(false);
        }
        finally
        {
            if (scope == CompactionScope.Everything)
            {
                lock (_writing)
                {
                    _taken = [];
                }
            }

            turn.Release();
        }
    }

    /// <summary>Stops merging and waits until it has ended. Searches go on working.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync().ConfigureAwait(false);
        Task running;
        lock (_writing)
        {
            running = Task.WhenAll(_background, _rebuild);
        }

        await running.ConfigureAwait(false);
    }

    private Compaction? PlanNewest()
    {
        lock (_writing)
        {
            SegmentedIndex planned = _current.Sealed(_options.DeltaCapacity);
            Volatile.Write(ref _current, planned);
            return Compaction.OfNewest(planned, _options, _taken);
        }
    }

    private async Task<Compaction?> TakeEverythingAsync(CancellationToken cancellation)
    {
        await _merging.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            lock (_writing)
            {
                SegmentedIndex planned = _current.Seal();
                Volatile.Write(ref _current, planned);
                Compaction? compaction = Compaction.OfEverything(planned, _options);
                _taken = [.. compaction?.Segments ?? []];
                return compaction;
            }
        }
        finally
        {
            _merging.Release();
        }
    }

    private Task<CompactionReport?> MergeAsync(Compaction? compaction, long started, IProgress<BuildProgress>? progress, CancellationToken cancellation) =>
        compaction is null
            ? Task.FromResult<CompactionReport?>(null)
            : Task.Factory.StartNew<CompactionReport?>(
                () => Merge(compaction, started, progress, cancellation), cancellation, TaskCreationOptions.LongRunning, _options.Scheduler);

    private CompactionReport Merge(Compaction compaction, long started, IProgress<BuildProgress>? progress, CancellationToken cancellation)
    {
        VectorSegment built = compaction.Build(progress, cancellation);
        lock (_writing)
        {
            Volatile.Write(ref _current, compaction.Apply(_current, built));
        }

        CompactionReport report = new(compaction.LayerCount, compaction.Rows, compaction.Dropped, _time.GetElapsedTime(started));
        LastCompaction = report;
        return report;
    }

    private void CompactInBackground()
    {
        lock (_writing)
        {
            if (_background.IsCompleted && !_stopped.IsCancellationRequested)
            {
                _background = Task.Run(() => KeepGoingAsync(MergeNewestAsync));
            }
        }
    }

    private async Task MergeNewestAsync()
    {
        // What came during one merge may be enough for the next.
        while (await CompactAsync(CompactionScope.Newest).ConfigureAwait(false) is not null)
        {
            RebuildWhenDue();
        }

        RebuildWhenDue();
    }

    private void RebuildWhenDue()
    {
        lock (_writing)
        {
            if (_rebuild.IsCompleted && !_stopped.IsCancellationRequested && Compaction.IsEverythingDue(_current, _options))
            {
                _rebuild = Task.Run(() => KeepGoingAsync(() => CompactAsync(CompactionScope.Everything)));
            }
        }
    }

    private async Task KeepGoingAsync(Func<Task> merge)
    {
        try
        {
            await merge().ConfigureAwait(false);
            LastFailure = null;
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
