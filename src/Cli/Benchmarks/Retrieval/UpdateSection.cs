using System.Numerics.Tensors;
using Tandem.Retrieval;
using Tandem.Retrieval.Live;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>The 99th percentile of searches while vectors are inserted, beside the same searches of the index at rest.</summary>
internal static class UpdateSection
{
    private const int InsertsASecond = 10_000;
    private const int InsertsATime = 100;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(RetrievalMeasuring measuring, VectorSegment lists)
    {
        VectorSpace space = new(measuring.Set.Dimension, "benchmark", "benchmark");
        await using LiveIndex index = new(space, SegmentedIndex.Over(lists));
        double quiet = Percentile(measuring, index, Duration, out _);
        double beside = await BesideReaderAsync(measuring, index);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(measuring.Cancellation);
        long started = measuring.Time.GetTimestamp();
        Task<int> inserting = Task.Run(() => InsertAsync(measuring, index, space, stop.Token), CancellationToken.None);
        double busy = Percentile(measuring, index, Duration, out double searches);
        double elapsed = measuring.Time.GetElapsedTime(started).TotalSeconds;
        await stop.CancelAsync();
        int inserted = await inserting;
        measuring.Add("inserts while searching", inserted / elapsed, "1/s");
        measuring.Add("searches meanwhile, one thread", searches, "1/s");
        measuring.Add("p99 of a search meanwhile", busy * 1e6, "µs", "p99 at rest", quiet * 1e6, quiet / busy);
        measuring.Add("p99 of a search beside a thread that reads memory", beside * 1e6, "µs", "p99 at rest", quiet * 1e6, quiet / beside);
    }

    // What another thread costs that shares no more than the memory.
    private static async Task<double> BesideReaderAsync(RetrievalMeasuring measuring, LiveIndex index)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(measuring.Cancellation);
        Task<float> reading = Task.Run(
            () =>
            {
                float largest = 0;
                while (!stop.IsCancellationRequested)
                {
                    largest = TensorPrimitives.Max(measuring.Set.Vectors);
                }

                return largest;
            },
            CancellationToken.None);
        double p99 = Percentile(measuring, index, Duration, out _);
        await stop.CancelAsync();
        await reading;
        return p99;
    }

    // Batches at a steady pace; one that is late is made up for.
    private static async Task<int> InsertAsync(RetrievalMeasuring measuring, LiveIndex index, VectorSpace space, CancellationToken stop)
    {
        VectorSet set = measuring.Set;
        int inserted = 0;
        long started = measuring.Time.GetTimestamp();
        try
        {
            while (true)
            {
                TimeSpan due = TimeSpan.FromSeconds((double)inserted / InsertsASecond) - measuring.Time.GetElapsedTime(started);
                if (due > TimeSpan.Zero)
                {
                    await Task.Delay(due, measuring.Time, stop);
                }

                stop.ThrowIfCancellationRequested();
                index.Apply([.. Enumerable.Range(inserted, InsertsATime).Select(i => VectorChange.Set(set.Count + i, set.Vectors.AsMemory(i % set.Count * set.Dimension, set.Dimension)))], space);
                inserted += InsertsATime;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return inserted;
        }
    }

    private static double Percentile(RetrievalMeasuring measuring, LiveIndex index, TimeSpan duration, out double searchesASecond)
    {
        List<double> seconds = [];
        long started = measuring.Time.GetTimestamp();
        for (int i = 0; measuring.Time.GetElapsedTime(started) < duration; i++)
        {
            measuring.Cancellation.ThrowIfCancellationRequested();
            long one = measuring.Time.GetTimestamp();
            index.Current.Search(measuring.Set.Query(i % measuring.Set.QueryCount), measuring.Found);
            seconds.Add(measuring.Time.GetElapsedTime(one).TotalSeconds);
        }

        searchesASecond = seconds.Count / measuring.Time.GetElapsedTime(started).TotalSeconds;
        seconds.Sort();
        return seconds[(int)(seconds.Count * 0.99)];
    }
}
