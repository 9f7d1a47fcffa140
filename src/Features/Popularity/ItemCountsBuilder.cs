using System.Runtime.InteropServices;
using Tandem.Domain;

namespace Tandem.Features.Popularity;

/// <summary>
/// Folds events up to a cut into one <see cref="ItemCounts"/> for each item. Events after the cut are left out, so that
/// nothing of the future reaches the features. The order of the events does not matter beyond rounding. Not thread-safe.
/// </summary>
public sealed class ItemCountsBuilder
{
    private const long Never = long.MaxValue;

    private readonly long _cut;
    private readonly long _recentFrom;
    private readonly double[] _weights;
    private readonly double[] _weighted;
    private readonly double[] _recent;
    private readonly int[] _delivered;
    private readonly int[] _canceled;
    private readonly long[] _first;

    /// <param name="itemCount">How many items there are; codes are 0 to <paramref name="itemCount"/> - 1.</param>
    /// <param name="cut">The last moment that counts, in milliseconds since 1970-01-01 UTC, inclusive.</param>
    /// <param name="options">Weights and window; the defaults when null.</param>
    public ItemCountsBuilder(int itemCount, long cut, PopularityOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(itemCount);
        options ??= new PopularityOptions();
        options.Validate();
        _cut = cut;
        _recentFrom = cut - options.RecentMilliseconds;
        _weights = options.Weights.ToArray();
        _weighted = new double[itemCount];
        _recent = new double[itemCount];
        _delivered = new int[itemCount];
        _canceled = new int[itemCount];
        _first = new long[itemCount];
        Array.Fill(_first, Never);
    }

    /// <summary>Events that were counted so far.</summary>
    public long Counted { get; private set; }

    /// <summary>Counts one event, unless it lies after the cut or is no signal (an item that was hidden is no older for that); then false.</summary>
    /// <param name="item">The item's code.</param>
    /// <param name="action">What was done.</param>
    /// <param name="occurredAt">Milliseconds since 1970-01-01 UTC. The recent window is (cut − window, cut].</param>
    public bool Add(int item, EventAction action, long occurredAt)
    {
        if (occurredAt > _cut || !action.IsSignal())
        {
            return false;
        }

        double weight = _weights[(int)action];
        _weighted[item] += weight;
        if (occurredAt > _recentFrom)
        {
            _recent[item] += weight;
        }

        _delivered[item] += action == EventAction.Delivered ? 1 : 0;
        _canceled[item] += action == EventAction.Canceled ? 1 : 0;
        _first[item] = Math.Min(_first[item], occurredAt);
        Counted++;
        return true;
    }

    /// <summary>
    /// Adds what another builder has counted, of other events with the same items, cut and options. Weights are multiples
    /// of <see cref="ActionWeights.Step"/>, so the sums are exact and the same however the events were divided.
    /// </summary>
    public void Merge(ItemCountsBuilder other)
    {
        if (other._weighted.Length != _weighted.Length || other._cut != _cut || other._recentFrom != _recentFrom || !other._weights.AsSpan().SequenceEqual(_weights))
        {
            throw new ArgumentException("The two builders differ in items, cut or options.", nameof(other));
        }

        for (int i = 0; i < _weighted.Length; i++)
        {
            _weighted[i] += other._weighted[i];
            _recent[i] += other._recent[i];
            _delivered[i] += other._delivered[i];
            _canceled[i] += other._canceled[i];
            _first[i] = Math.Min(_first[i], other._first[i]);
        }

        Counted += other.Counted;
    }

    /// <summary>Writes what was counted, 32 bytes an item, so that counting can go on later.</summary>
    public void Save(Stream destination)
    {
        destination.Write(BitConverter.GetBytes(Counted));
        destination.Write(MemoryMarshal.AsBytes(_weighted.AsSpan()));
        destination.Write(MemoryMarshal.AsBytes(_recent.AsSpan()));
        destination.Write(MemoryMarshal.AsBytes(_delivered.AsSpan()));
        destination.Write(MemoryMarshal.AsBytes(_canceled.AsSpan()));
        destination.Write(MemoryMarshal.AsBytes(_first.AsSpan()));
    }

    /// <summary>Replaces what was counted by what <see cref="Save"/> wrote of a builder for the same items, cut and options.</summary>
    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public void Restore(Stream source)
    {
        long counted = 0;
        source.ReadExactly(MemoryMarshal.AsBytes(new Span<long>(ref counted)));
        Counted = counted;
        source.ReadExactly(MemoryMarshal.AsBytes(_weighted.AsSpan()));
        source.ReadExactly(MemoryMarshal.AsBytes(_recent.AsSpan()));
        source.ReadExactly(MemoryMarshal.AsBytes(_delivered.AsSpan()));
        source.ReadExactly(MemoryMarshal.AsBytes(_canceled.AsSpan()));
        source.ReadExactly(MemoryMarshal.AsBytes(_first.AsSpan()));
    }

    /// <summary>The counts, indexed by item code.</summary>
    public ItemCounts[] Build()
    {
        ItemCounts[] counts = new ItemCounts[_weighted.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = _first[i] == Never
                ? ItemCounts.None
                : new ItemCounts(_weighted[i], _recent[i], _delivered[i], _canceled[i], (_cut - _first[i]) / PopularityOptions.MillisecondsPerDay);
        }

        return counts;
    }
}
