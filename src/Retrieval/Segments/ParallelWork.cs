using System.Runtime.ExceptionServices;

namespace Tandem.Retrieval.Segments;

/// <summary>Work in numbered parts over several threads.</summary>
internal static class ParallelWork
{
    /// <summary>Runs every part once, in any order. The first error of a part is thrown as it is.</summary>
    public static void Run(int parts, int threads, Action<int> part, CancellationToken cancellation)
    {
        if (threads == 1)
        {
            for (int index = 0; index < parts; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                part(index);
            }

            return;
        }

        try
        {
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, part);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }
}
