using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// A dataset's events in the order of time; events of one instant keep their stored order. Holds 8 bytes for each event, and whole events
/// only of one stretch of time: a dataset that is stored in another order is read once for each stretch.
/// </summary>
public sealed class EventsByTime
{
    /// <summary>Events of one stretch, about 300 MB; more only where so many share one instant.</summary>
    private const int DefaultStretch = 1_000_000;

    private readonly DatasetReader _dataset;

    /// <summary>First moments of the stretches, ascending, in milliseconds; the last one is past the end.</summary>
    private readonly long[] _bounds;

    private readonly bool _stored;

    private EventsByTime(DatasetReader dataset, long[] bounds, bool stored, long count)
    {
        _dataset = dataset;
        _bounds = bounds;
        _stored = stored;
        Count = count;
    }

    /// <summary>Events in the range.</summary>
    public long Count { get; }

    /// <summary>Reads the times of all events once.</summary>
    /// <param name="from">The first moment that counts; null is the beginning.</param>
    /// <param name="until">The last moment that counts, itself included; null is the end.</param>
    /// <param name="stretch">Events held at a time, at least 1.</param>
    public static EventsByTime Open(
        DatasetReader dataset,
        DateTimeOffset? from = null,
        DateTimeOffset? until = null,
        int stretch = DefaultStretch,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(stretch, 1);
        long first = from?.ToUnixTimeMilliseconds() ?? long.MinValue;
        long last = until?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        List<long> times = [];
        bool ascending = true;
        foreach (long time in dataset.ReadTimes(cancellation))
        {
            if (time < first || time > last)
            {
                continue;
            }

            ascending &= times.Count == 0 || times[^1] <= time;
            times.Add(time);
        }

        times.Sort();
        return new EventsByTime(dataset, times.Count == 0 ? [] : Bounds(times, stretch), ascending, times.Count);
    }

    /// <summary>The events; every enumeration reads the files anew.</summary>
    public IEnumerable<ShopEvent> Read(CancellationToken cancellation = default)
    {
        if (_bounds.Length == 0)
        {
            return [];
        }

        return _stored ? Between(_bounds[0], _bounds[^1], cancellation) : Sorted(cancellation);
    }

    private static long[] Bounds(List<long> sorted, int stretch)
    {
        List<long> bounds = [sorted[0]];
        for (int i = stretch; i < sorted.Count; i += stretch)
        {
            if (sorted[i] > bounds[^1])
            {
                bounds.Add(sorted[i]);
            }
        }

        bounds.Add(sorted[^1] + 1);
        return [.. bounds];
    }

    private IEnumerable<ShopEvent> Sorted(CancellationToken cancellation)
    {
        for (int i = 0; i + 1 < _bounds.Length; i++)
        {
            // OrderBy is stable, so an instant keeps its stored order.
            foreach (ShopEvent row in Between(_bounds[i], _bounds[i + 1], cancellation).OrderBy(static row => row.OccurredAt))
            {
                yield return row;
            }
        }
    }

    private IEnumerable<ShopEvent> Between(long first, long end, CancellationToken cancellation) =>
        _dataset.ReadEvents(cancellation).Where(row => row.OccurredAt.ToUnixTimeMilliseconds() is var time && time >= first && time < end);
}
