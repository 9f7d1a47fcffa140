namespace Tandem.Datasets;

/// <summary>Work on several threads whose results come back in the order of the inputs, with a bounded number under way.</summary>
public static class OrderedWork
{
    /// <summary>
    /// Gives <paramref name="work"/> of every input in order. At most <paramref name="threads"/> results exist that were not
    /// yet taken, so memory is bounded by that many.
    /// </summary>
    /// <param name="inputs">Read on the calling thread, only as far as needed.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="work">Thread-safe; its exception is thrown when its turn comes.</param>
    public static IEnumerable<TResult> Select<TInput, TResult>(IEnumerable<TInput> inputs, int threads, Func<TInput, TResult> work)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        return Iterate(inputs, threads, work);
    }

    private static IEnumerable<TResult> Iterate<TInput, TResult>(IEnumerable<TInput> inputs, int threads, Func<TInput, TResult> work)
    {
        Queue<Task<TResult>> under = new(threads);
        try
        {
            foreach (TInput input in inputs)
            {
                if (under.Count == threads)
                {
                    yield return under.Dequeue().GetAwaiter().GetResult();
                }

                under.Enqueue(Task.Run(() => work(input)));
            }

            while (under.Count > 0)
            {
                yield return under.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            // Work still under way reads files that its caller may want to delete.
            foreach (Task<TResult> rest in under)
            {
                ((IAsyncResult)rest).AsyncWaitHandle.WaitOne();
                _ = rest.Exception;
            }
        }
    }
}
