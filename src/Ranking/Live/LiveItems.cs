using System.Collections.Immutable;

namespace Tandem.Ranking;

/// <summary>
/// What live events say of a catalogue's items, by slot. Immutable; a change shares the rest. At most one entry an item of the catalogue.
/// </summary>
internal sealed record LiveItems
{
    /// <summary>Items that are proposed for what happens now.</summary>
    public const int MaxTrending = 100;

    /// <summary>The figure by which items trend: orders with a half-life of three days, then any interest.</summary>
    private const int TrendHalfLife = 0;
    private const double InterestShare = 0.05;

    public static LiveItems None { get; } = new();

    public ImmutableDictionary<int, LiveItem> BySlot { get; private init; } = ImmutableDictionary<int, LiveItem>.Empty;

    /// <summary>Slots of the items that most happens to, at most <see cref="MaxTrending"/>, in no particular order.</summary>
    public ImmutableArray<int> Trending { get; private init; } = [];

    /// <summary>Time of the latest live event, in milliseconds; decayed figures are compared as of it.</summary>
    public long At { get; private init; } = ItemRecord.Never;

    /// <summary>Time constant of the pairs.</summary>
    public TimeSpan TimeConstant { get; init; } = new LiveOptions().TimeConstant;

    public LiveItems With(int slot, LiveItem item)
    {
        LiveItems next = this with { BySlot = BySlot.SetItem(slot, item), At = Math.Max(At, item.At) };
        return next with { Trending = next.Trend(Trending.Contains(slot) ? Trending : Trending.Add(slot)) };
    }

    public LiveItems Without(int slot) => this with { BySlot = BySlot.Remove(slot), Trending = Trending.Remove(slot) };

    /// <summary>Figures only decay, and all alike, so an item joins those that trend only when something happens to it.</summary>
    private ImmutableArray<int> Trend(ImmutableArray<int> slots)
    {
        if (slots.Length <= MaxTrending)
        {
            return slots;
        }

        int least = slots.MinBy(slot => (Score(slot), -slot));
        return slots.Remove(least);
    }

    private double Score(int slot) =>
        BySlot[slot].OrdersAt(TrendHalfLife, At) + (InterestShare * BySlot[slot].InterestAt(At));
}
