using System.Buffers;
using Tandem.Retrieval.Candidates;

namespace Tandem.Retrieval;

/// <summary>
/// Keeps the best k of the scores it is shown: a heap with the worst kept one on top. An entry is one integer, the score's bits in
/// comparable order above the complement of the slot, so that of equal scores the lower slot is the better.
/// </summary>
internal ref struct TopScores
{
    private readonly ulong[] _heap;
    private readonly int _capacity;
    private int _count;

    public TopScores(int capacity)
    {
        _capacity = capacity;
        _heap = ArrayPool<ulong>.Shared.Rent(capacity);
    }

    /// <summary>False until k scores were shown; until then everything is kept.</summary>
    public readonly bool IsFull => _count == _capacity;

    /// <summary>The worst score that is kept; only a better one changes a full collection when slots come in ascending order.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    public void Offer(int slot, float score)
    {
        ulong entry = Encode(slot, score);
        if (!IsFull)
        {
            _heap[_count++] = entry;
            if (IsFull)
            {
                for (int parent = _count / 2 - 1; parent >= 0; parent--)
                {
                    SiftDown(parent);
                }

                Threshold = ScoreOf(_heap[0]);
            }
        }
        else if (entry > _heap[0])
        {
            _heap[0] = entry;
            SiftDown(0);
            Threshold = ScoreOf(_heap[0]);
        }
    }

    /// <summary>The kept entries, best first. Ends the use of this collection.</summary>
    public ScoredItem[] Finish()
    {
        ScoredItem[] items = new ScoredItem[_count];
        Finish(items);
        return items;
    }

    /// <summary>Writes the kept entries, best first, and gives their number. Ends the use of this collection.</summary>
    public readonly int Finish(Span<ScoredItem> items)
    {
        Span<ulong> kept = _heap.AsSpan(0, _count);
        RankSort.Sort(kept);
        for (int i = 0; i < kept.Length; i++)
        {
            ulong entry = kept[^(i + 1)];
            items[i] = new ScoredItem((int)~(uint)entry, ScoreOf(entry));
        }

        ArrayPool<ulong>.Shared.Return(_heap);
        return kept.Length;
    }

    private readonly void SiftDown(int parent)
    {
        ulong entry = _heap[parent];
        for (int child = 2 * parent + 1; child < _count; child = 2 * parent + 1)
        {
            if (child + 1 < _count && _heap[child + 1] < _heap[child])
            {
                child++;
            }

            if (_heap[child] >= entry)
            {
                break;
            }

            _heap[parent] = _heap[child];
            parent = child;
        }

        _heap[parent] = entry;
    }

    // IEEE 754 floats order like sign-magnitude integers: flipping all bits of the negative and the sign of the others makes it unsigned order.
    private static ulong Encode(int slot, float score)
    {
        uint bits = BitConverter.SingleToUInt32Bits(score);
        uint ordered = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
        return (ulong)ordered << 32 | ~(uint)slot;
    }

    private static float ScoreOf(ulong entry)
    {
        uint ordered = (uint)(entry >> 32);
        return BitConverter.UInt32BitsToSingle((ordered & 0x8000_0000) != 0 ? ordered & 0x7FFF_FFFF : ~ordered);
    }
}
