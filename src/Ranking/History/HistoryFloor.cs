namespace Tandem.Ranking;

/// <summary>
/// Everything up to here is forgotten. It is the later of two: the latest event less the greatest age, and the last touch of the latest
/// item that has no record for want of room. An event above it was never lost in any order of arrival, one below it is dropped in each.
/// </summary>
/// <param name="Time">Milliseconds since 1970-01-01 UTC.</param>
/// <param name="ItemId">Within that instant, items up to this id (ordinal) are forgotten; null: all of them.</param>
internal readonly record struct HistoryFloor(long Time, string? ItemId) : IComparable<HistoryFloor>
{
    /// <summary>Nothing is forgotten.</summary>
    public static HistoryFloor None => new(ItemRecord.Never, null);

    /// <summary>The UTC day of the moment, in days since 1970-01-01; the least integer when nothing is forgotten.</summary>
    public int Day => Time == ItemRecord.Never ? int.MinValue : ItemRecord.DayOf(Time);

    /// <summary>Whether something that happened to an item at a time is forgotten.</summary>
    public bool Covers(long time, string itemId) =>
        time < Time || (time == Time && (ItemId is null || string.CompareOrdinal(itemId, ItemId) <= 0));

    public int CompareTo(HistoryFloor other) =>
        Time != other.Time ? Time.CompareTo(other.Time)
        : ItemId is null || other.ItemId is null ? (ItemId is null).CompareTo(other.ItemId is null)
        : string.CompareOrdinal(ItemId, other.ItemId);
}
