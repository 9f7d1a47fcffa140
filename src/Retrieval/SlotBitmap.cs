using System.Numerics;

namespace Tandem.Retrieval;

/// <summary>
/// A set of slots in the layout that searches filter by: bit slot % 64 of word slot / 64. Not thread-safe while
/// it is being changed.
/// </summary>
public sealed class SlotBitmap
{
    private const int BitsPerWord = 64;
    private readonly ulong[] _words;

    /// <summary>An empty set over slots 0 to <paramref name="capacity"/> - 1.</summary>
    public SlotBitmap(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Capacity = capacity;
        _words = new ulong[(capacity + BitsPerWord - 1) / BitsPerWord];
    }

    /// <summary>The set of all slots 0 to <paramref name="capacity"/> - 1.</summary>
    public static SlotBitmap All(int capacity)
    {
        SlotBitmap all = new(capacity);
        all._words.AsSpan().Fill(ulong.MaxValue);
        if (capacity % BitsPerWord != 0)
        {
            all._words[^1] = (1UL << capacity % BitsPerWord) - 1;
        }

        return all;
    }

    /// <summary>Slots that the set can hold.</summary>
    public int Capacity { get; }

    public ReadOnlySpan<ulong> Words => _words;

    internal Span<ulong> MutableWords => _words;

    /// <summary>How many slots are in the set.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in _words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    public bool Contains(int slot) => (uint)slot < (uint)Capacity && (_words[slot / BitsPerWord] & Bit(slot)) != 0;

    /// <exception cref="ArgumentOutOfRangeException">The slot is not below <see cref="Capacity"/>.</exception>
    public void Add(int slot)
    {
        RequireSlot(slot);
        _words[slot / BitsPerWord] |= Bit(slot);
    }

    /// <exception cref="ArgumentOutOfRangeException">The slot is not below <see cref="Capacity"/>.</exception>
    public void Remove(int slot)
    {
        RequireSlot(slot);
        _words[slot / BitsPerWord] &= ~Bit(slot);
    }

    /// <summary>Keeps only the slots that are also in <paramref name="other"/>.</summary>
    public void IntersectWith(SlotBitmap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int word = 0; word < _words.Length; word++)
        {
            _words[word] &= word < other._words.Length ? other._words[word] : 0;
        }
    }

    private static ulong Bit(int slot) => 1UL << slot % BitsPerWord;

    private void RequireSlot(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Capacity);
    }
}
