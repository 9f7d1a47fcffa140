namespace Tandem.Domain;

/// <summary>
/// How many threads a long computation takes. All processors unless the caller says otherwise: what trains beside serving must stay on its own
/// thread, whose priority is low. Results never depend on the number.
/// </summary>
public static class WorkThreads
{
    private static readonly AsyncLocal<int> Limit = new();

    /// <summary>Threads that computations started from here take.</summary>
    public static int Count => Limit.Value > 0 ? Limit.Value : Environment.ProcessorCount;

    /// <summary>From here on, and in everything that is started from here, at most so many threads; with 1, only the calling one.</summary>
    /// <param name="threads">1 or more.</param>
    public static void AtMost(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Limit.Value = threads;
    }

    /// <summary>Runs every part once, in any order.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void For(int parts, Action<int> part, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(part);
        For(parts, static () => 0, (index, nothing) =>
        {
            part(index);
            return nothing;
        }, static _ => { }, cancellation);
    }

    /// <summary>The same with something of each thread's own, such as a buffer.</summary>
    public static void For<TLocal>(
        int parts, Func<TLocal> begin, Func<int, TLocal, TLocal> part, Action<TLocal> end, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(end);
        int threads = Count;
        if (threads > 1)
        {
            Parallel.For(
                0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, begin, (index, _, local) => part(index, local), end);
            return;
        }

        // Parallel.For leaves the calling thread for the pool's when it takes long, even with one thread.
        TLocal own = begin();
        for (int index = 0; index < parts; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            own = part(index, own);
        }

        end(own);
    }
}
