using System.Buffers.Text;
using System.Numerics;
using Tandem.Datasets.Events;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// Integer ids to positions of items: an open-addressing table at most half full, an id and its position side by side so that
/// a look-up is one cache miss. Immutable, thread-safe.
/// </summary>
internal sealed class IntegerCodes
{
    /// <summary>An id that no item has.</summary>
    public const long NoId = long.MinValue;

    private readonly (long Id, int Position)[] _slots;
    private readonly int _bits;

    private IntegerCodes(int count)
    {
        _bits = Math.Max(4, BitOperations.Log2((uint)count) + 2);
        _slots = new (long, int)[1L << _bits];
        Array.Fill(_slots, (NoId, EventBatch.Unknown));
    }

    /// <summary>The ids that are whole numbers, written without leading zeros as the importer writes them.</summary>
    public static IntegerCodes Of(ItemIndex items)
    {
        var codes = new IntegerCodes(items.Count);
        for (int position = 0; position < items.Count; position++)
        {
            ReadOnlySpan<byte> text = items.IdOf(position);
            if (Utf8Parser.TryParse(text, out long id, out int used) && used == text.Length && id != NoId)
            {
                codes._slots[codes.SlotOf(id)] = (id, position);
            }
        }

        return codes;
    }

    /// <summary>The item's position, or <see cref="EventBatch.Unknown"/>.</summary>
    public int Find(long id) => _slots[SlotOf(id)].Position;

    /// <summary>The slot at which the search for an id begins in a table of 2^<paramref name="bits"/> slots.</summary>
    public static int Hash(long id, int bits) => (int)(((ulong)id * 0x9E3779B97F4A7C15) >> (64 - bits));

    private int SlotOf(long id)
    {
        int mask = _slots.Length - 1;
        int slot = Hash(id, _bits);
        while (_slots[slot].Id != id && _slots[slot].Id != NoId)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }
}
