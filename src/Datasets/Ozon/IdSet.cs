using System.Numerics;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// A set of integer ids: an open-addressing table at most half full, so 16 to 32 bytes an id. Safe for several readers at once
/// while nothing is added.
/// </summary>
internal sealed class IdSet
{
    private const int LeastSlots = 1024;

    private long[] _slots = Empty(LeastSlots);

    public int Count { get; private set; }

    /// <summary>Adds an id that is not <see cref="IntegerCodes.NoId"/>; false if it was there.</summary>
    public bool Add(long id)
    {
        int slot = SlotOf(id);
        if (_slots[slot] == id)
        {
            return false;
        }

        _slots[slot] = id;
        if (++Count * 2L > _slots.Length)
        {
            Grow();
        }

        return true;
    }

    public bool Contains(long id) => _slots[SlotOf(id)] == id;

    public void UnionWith(IdSet other)
    {
        foreach (long id in other._slots)
        {
            if (id != IntegerCodes.NoId)
            {
                Add(id);
            }
        }
    }

    private static long[] Empty(long slots)
    {
        var empty = new long[slots];
        Array.Fill(empty, IntegerCodes.NoId);
        return empty;
    }

    private int SlotOf(long id)
    {
        int mask = _slots.Length - 1;
        int slot = IntegerCodes.Hash(id, BitOperations.Log2((uint)_slots.Length));
        while (_slots[slot] != id && _slots[slot] != IntegerCodes.NoId)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        long[] old = _slots;
        _slots = Empty(old.Length * 2L);
        foreach (long id in old)
        {
            if (id != IntegerCodes.NoId)
            {
                _slots[SlotOf(id)] = id;
            }
        }
    }
}
