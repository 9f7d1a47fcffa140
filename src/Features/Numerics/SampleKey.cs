namespace Tandem.Features.Numerics;

/// <summary>
/// An item's place in a seeded random order of all items: the hash of its id. Those that come first are a uniform sample, which does not
/// depend on the order in which the items are met. Ids break ties.
/// </summary>
internal readonly record struct SampleKey(ulong Hash, string ItemId) : IComparable<SampleKey>
{
    /// <summary>For a priority queue that has the last item of the order on top, the one to drop.</summary>
    public static IComparer<SampleKey> LastFirst { get; } = Comparer<SampleKey>.Create(static (a, b) => b.CompareTo(a));

    public static SampleKey Of(string itemId, int seed) => new(Mix(StableHash.Wide(itemId) ^ unchecked((ulong)seed * 0x9E3779B97F4A7C15)), itemId);

    public int CompareTo(SampleKey other) => Hash != other.Hash ? Hash.CompareTo(other.Hash) : string.CompareOrdinal(ItemId, other.ItemId);

    private static ulong Mix(ulong key)
    {
        // The finaliser of MurmurHash3: every bit of the seed reaches every bit of the key.
        key = (key ^ (key >> 33)) * 0xFF51AFD7ED558CCD;
        key = (key ^ (key >> 33)) * 0xC4CEB9FE1A85EC53;
        return key ^ (key >> 33);
    }
}
