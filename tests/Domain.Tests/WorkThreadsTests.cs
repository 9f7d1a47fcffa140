using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tandem.Domain.Tests;

public sealed class WorkThreadsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void For_OneThread_NeverLeavesTheCallingOne()
    {
        var seen = new ConcurrentDictionary<int, bool>();
        OnItsOwnThread(() =>
        {
            WorkThreads.AtMost(1);
            WorkThreads.For(40, _ =>
            {
                seen[Environment.CurrentManagedThreadId] = true;
                Busy();
            }, Token);
            Assert.Equal([Environment.CurrentManagedThreadId], seen.Keys);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void For_AnyNumberOfThreads_EveryPartOnceAndEveryLocalEnded(int threads)
    {
        int[] done = new int[1_000];
        int begun = 0;
        int ended = 0;
        OnItsOwnThread(() =>
        {
            WorkThreads.AtMost(threads);
            WorkThreads.For(
                done.Length, () => Interlocked.Increment(ref begun), (part, own) => own + Interlocked.Increment(ref done[part]), _ => Interlocked.Increment(ref ended), Token);
        });

        Assert.All(done, static count => Assert.Equal(1, count));
        Assert.Equal(begun, ended);
    }

    [Fact]
    public void AtMost_OnOneThread_LimitsNoOther()
    {
        OnItsOwnThread(static () => WorkThreads.AtMost(1));

        Assert.Equal(Environment.ProcessorCount, WorkThreads.Count);
    }

    [Fact]
    public void For_Cancelled_Stops() =>
        OnItsOwnThread(() =>
        {
            using var stop = new CancellationTokenSource();
            WorkThreads.AtMost(1);
            Assert.Throws<OperationCanceledException>(() => WorkThreads.For(10, _ => stop.Cancel(), stop.Token));
        });

    /// <summary>Longer than after which Parallel.For goes over to the pool.</summary>
    private static void Busy()
    {
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(10))
        {
        }
    }

    private static void OnItsOwnThread(Action action)
    {
        Exception? failed = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                failed = error;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(failed);
    }
}
