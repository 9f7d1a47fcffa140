using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tandem.Retrieval.Candidates;

namespace Tandem.Retrieval.Lists;

/// <summary>
/// The lists of a search from the best key down. Few of many are visited, so they are sorted a batch at a time: those above a bound that is
/// found by counting.
/// </summary>
internal sealed class ListOrder
{
    private const int FirstBatch = 8;
    private float[] _keys = [];
    private ulong[] _sorted = [];
    private int _lists;
    private int _batch;
    private int _sortedCount;
    private int _next;
    private int _given;
    private float _bound;

    /// <summary>[lists]: to be filled before the first <see cref="TryNext"/>; none NaN.</summary>
    public Span<float> Reset(int lists, int padded)
    {
        if (_keys.Length < padded)
        {
            _keys = new float[padded];
            _sorted = new ulong[padded];
        }

        _lists = lists;
        _batch = FirstBatch;
        (_sortedCount, _next, _given) = (0, 0, 0);
        _bound = float.PositiveInfinity;
        return _keys.AsSpan(0, padded);
    }

    /// <summary>The next list and its key.</summary>
    public bool TryNext(out int list, out float key)
    {
        if (_next == _sortedCount && !SortBatch())
        {
            (list, key) = (0, 0);
            return false;
        }

        list = (int)(uint)_sorted[_next++];
        key = _keys[list];
        return true;
    }

    /// <summary>The list after the one given last, if it is known yet, or that one.</summary>
    public int Peek() => (int)(uint)_sorted[Math.Min(_next, _sortedCount - 1)];

    /// <summary>The lists with a key from <paramref name="least"/> up, in no order.</summary>
    /// <returns>[n] low halves are the lists. Valid until the next call of anything here.</returns>
    public ReadOnlySpan<ulong> From(float least)
    {
        _given = 0;
        return _sorted.AsSpan(0, Gather(_keys.AsSpan(0, _lists), least));
    }

    private bool SortBatch()
    {
        _given += _sortedCount;
        if (_given == _lists)
        {
            return false;
        }

        ReadOnlySpan<float> keys = _keys.AsSpan(0, _lists);
        (float low, float high) = Counting.Range(keys);
        int wanted = Math.Min(_lists, _given + _batch);
        float bound = wanted == _lists ? low : Counting.Bisect(keys, wanted, wanted + _batch / 2, low, Math.Min(high, _bound));
        int count = Gather(keys, bound);
        RankSort.Sort(_sorted.AsSpan(0, count));
        (_sortedCount, _next) = (count, 0);
        _bound = bound;
        _batch *= 2;
        return true;
    }

    // The lists with a key from the bound up to the bound of the batch before. Few of the keys that are compared pass.
    private int Gather(ReadOnlySpan<float> keys, float bound)
    {
        ref float first = ref MemoryMarshal.GetReference(keys);
        Vector256<float> least = Vector256.Create(bound);
        Vector256<float> below = Vector256.Create(_bound);
        Vector256<float> isFirst = _given == 0 ? Vector256<float>.AllBitsSet : default;
        int count = 0;
        int at = 0;
        for (; at + Vector256<float>.Count <= keys.Length; at += Vector256<float>.Count)
        {
            Vector256<float> next = Vector256.LoadUnsafe(ref first, (nuint)at);
            Vector256<float> within = Vector256.GreaterThanOrEqual(next, least) & (Vector256.LessThan(next, below) | isFirst);
            for (uint passing = within.ExtractMostSignificantBits(); passing != 0; passing &= passing - 1)
            {
                count = Append(at + BitOperations.TrailingZeroCount(passing), count);
            }
        }

        for (; at < keys.Length; at++)
        {
            if (keys[at] >= bound && (keys[at] < _bound || _given == 0))
            {
                count = Append(at, count);
            }
        }

        return count;
    }

    private int Append(int list, int count)
    {
        _sorted[count] = (ulong)Descending(_keys[list]) << 32 | (uint)list;
        return count + 1;
    }

    // Integers that ascend where floats descend.
    private static uint Descending(float key)
    {
        uint bits = BitConverter.SingleToUInt32Bits(key);
        return (bits & 0x8000_0000) != 0 ? bits : ~(bits | 0x8000_0000);
    }
}
