using FsCheck;
using FsCheck.Xunit;
using Tandem.Domain;
using Tandem.Training.Featurizing;

namespace Tandem.Training.Tests.Featurizing;

public sealed class MemoryPlanTests
{
    private const long Items = 1_000_000;
    private const long ForItems = MemoryPlan.Fixed + (Items * MemoryPlan.BytesPerItem);
    private const long ForCounters = Items * MemoryPlan.CounterBytes;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(ForCounters - 1, 1)]
    [InlineData(ForCounters, 2)]
    [InlineData(3 * ForCounters, 4)]
    [InlineData(9 * ForCounters, 4)]
    public void Of_MemoryBeyondTheItems_CountsOnAsManyThreadsAsThereIsRoom(long beyond, int threads) =>
        Assert.Equal(threads, MemoryPlan.Of(Items, new FeatureBuildOptions { Memory = ForItems + beyond, Threads = 4 }).CountingThreads);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(671_088, 1)]
    [InlineData(8_500_000, 4)]
    public void Of_ItemsThatJustFit_AreTaken(long items, int gib) =>
        Assert.InRange(MemoryPlan.Of(items, Options(gib)).CountingThreads, 1, 2);

    [Theory]
    [InlineData(671_089, 1, "671,089 items need about 1.0 GiB of memory, 1.0 GiB are given. Give at least 2GiB")]
    [InlineData(20_000_000, 4, "20,000,000 items need about 8.2 GiB of memory, 4.0 GiB are given. Give at least 9GiB")]
    public void Of_ItemsThatDoNotFit_SaysHowMuchTheyNeed(long items, int gib, string message)
    {
        TandemException error = Assert.Throws<TandemException>(() => MemoryPlan.Of(items, Options(gib)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Property]
    public bool Of_AnyItems_AddsUpToNoMoreThanTheMemory(NonNegativeInt items, PositiveInt mebibytes, PositiveInt threads)
    {
        FeatureBuildOptions options = new() { Memory = FeatureBuildOptions.LeastMemory + ((long)mebibytes.Get << 20), Threads = threads.Get };
        long count = items.Get * 10_000L;
        long needed = MemoryPlan.Fixed + (count * MemoryPlan.BytesPerItem);
        if (needed > options.Memory)
        {
            return true;
        }

        int counting = MemoryPlan.Of(count, options).CountingThreads;
        return counting >= 1 && counting <= options.Threads && needed + ((counting - 1) * count * MemoryPlan.CounterBytes) <= options.Memory;
    }

    [Fact]
    public void Of_TheAmountThatTheMessageAsksFor_IsEnough()
    {
        TandemException error = Assert.Throws<TandemException>(() => MemoryPlan.Of(20_000_000, Options(4)));
        int asked = int.Parse(error.Message.Split("at least ")[1].Split("GiB")[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(1, MemoryPlan.Of(20_000_000, Options(asked) with { Threads = 1 }).CountingThreads);
        Assert.Throws<TandemException>(() => MemoryPlan.Of(20_000_000, Options(asked - 1)));
    }

    private static FeatureBuildOptions Options(int gib) => new() { Memory = (long)gib << 30, Threads = 2 };
}
