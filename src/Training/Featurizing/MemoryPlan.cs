using Tandem.Domain;

namespace Tandem.Training.Featurizing;

/// <summary>
/// How a build's memory is divided: <see cref="Fixed"/> for the program, the samples that projections are fitted on and the
/// row groups at hand; <see cref="BytesPerItem"/> for each item's place in the index and in the fit; the rest for counters
/// of events, <see cref="CounterBytes"/> an item and thread. Images, text vectors and fused vectors are never in memory as a whole.
/// </summary>
/// <param name="CountingThreads">Threads that count events, each with counters of its own.</param>
internal readonly record struct MemoryPlan(int CountingThreads)
{
    /// <summary>768 MiB.</summary>
    public const long Fixed = 768L << 20;

    /// <summary>Packed texts and codes (about 200 bytes), counts, products, ranks and orders of the fit (about 200).</summary>
    public const long BytesPerItem = 400;

    public const long CounterBytes = 32;

    /// <exception cref="TandemException">The items do not fit.</exception>
    public static MemoryPlan Of(long items, FeatureBuildOptions options)
    {
        // While events are counted, the fit's share of an item is still free: it holds the sum and the counters of a thread.
        long needed = Fixed + (items * BytesPerItem);
        if (needed > options.Memory)
        {
            throw new TandemException(
                FormattableString.Invariant($"{items:N0} items need about {needed / (double)(1 << 30):0.0} GiB of memory, {options.Memory / (double)(1 << 30):0.0} GiB are given. Give at least {Math.Ceiling(needed / (double)(1 << 30)):0}GiB with --memory."));
        }

        long more = (options.Memory - needed) / Math.Max(1, items * CounterBytes);
        return new MemoryPlan((int)Math.Min(options.Threads, 1 + more));
    }
}
