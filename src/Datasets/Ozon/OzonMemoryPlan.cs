using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// How an import's memory is divided: <see cref="Fixed"/> for the program and the ids of users, <see cref="BytesPerItem"/>
/// for the id of each item, and the rest for the rows at hand.
/// </summary>
/// <param name="ItemThreads">Threads that decode items, and as many that encode them.</param>
/// <param name="EventThreads">Threads that import events.</param>
internal readonly record struct OzonMemoryPlan(int ItemThreads, int EventThreads)
{
    /// <summary>512 MiB.</summary>
    public const long Fixed = 512L << 20;

    public const long BytesPerItem = 32;

    /// <summary>A row group of the dataset with its texts, and buffers of the columns that are read and written: 96 MiB.</summary>
    public const long BytesPerEventThread = 96L << 20;

    /// <summary>An item in memory takes about twice what it takes in the file before compression.</summary>
    private const long Expansion = 2;

    /// <exception cref="TandemException">The items do not fit.</exception>
    public static OzonMemoryPlan Of(OzonPlan plan, OzonImportOptions options)
    {
        long items = plan.Of(OzonSchema.Items).Sum(unit => unit.Rows);
        OzonUnit? largest = plan.Of(OzonSchema.Items).MaxBy(unit => unit.Bytes);
        long unitBytes = Math.Max(1, Expansion * (largest?.Bytes ?? 0));
        long left = options.Memory - Fixed - (items * BytesPerItem);

        // With t threads t units are decoded, t encoded, and one lies between.
        if (left < Math.Max(3 * unitBytes, BytesPerEventThread))
        {
            double needed = options.Memory - left + Math.Max(3 * unitBytes, BytesPerEventThread);
            throw new TandemException(FormattableString.Invariant(
                $"{items:N0} items in row groups like those of {largest?.File} need about {needed / (1 << 30):0.0} GiB of memory, {options.Memory / (double)(1 << 30):0.0} GiB are given. Give at least {Math.Ceiling(needed / (1 << 30)):0}GiB with --memory."));
        }

        return new OzonMemoryPlan(
            (int)Math.Min(options.Threads, ((left / unitBytes) - 1) / 2),
            (int)Math.Min(options.Threads, left / BytesPerEventThread));
    }
}
