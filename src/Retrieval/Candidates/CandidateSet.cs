using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Candidates;

/// <summary>
/// The rows that may be among the k best, each with a lower and an upper bound of its score. A row whose upper bound is below the k-th largest
/// lower bound cannot be. Rows are appended to a buffer; when it is full, the threshold is raised by counting and the others are dropped,
/// which costs less than keeping a heap.
/// </summary>
internal sealed class CandidateSet
{
    private const int MinCapacity = 256;
    private const int MaxKeptCapacity = 1 << 20;
    private float[] _lower = [];
    private float[] _upper = [];
    private int[] _rows = [];
    private int _k;
    private int _capacity;

    public int Count { get; private set; }

    /// <summary>Rows with a smaller upper bound need not be added.</summary>
    public float Threshold { get; private set; }

    public ReadOnlySpan<float> Lower => _lower.AsSpan(0, Count);

    public ReadOnlySpan<float> Upper => _upper.AsSpan(0, Count);

    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>Begins a search for the best <paramref name="k"/>, from 1.</summary>
    public void Reset(int k)
    {
        _k = k;
        _capacity = Math.Max(MinCapacity, (int)Math.Min(4L * k, int.MaxValue / 2));
        Count = 0;
        Threshold = float.NegativeInfinity;
        if (_lower.Length > MaxKeptCapacity && _capacity < MaxKeptCapacity)
        {
            (_lower, _upper, _rows) = ([], [], []);
        }

        Grow();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int row, float lower, float upper)
    {
        int at = Count++;
        _lower[at] = lower;
        _upper[at] = upper;
        _rows[at] = row;
        if (Count == _capacity)
        {
            Reduce();
        }
    }

    /// <summary>Raises the threshold as far as the rows added so far allow, and drops those below it.</summary>
    public void Reduce()
    {
        if (Count <= _k)
        {
            return;
        }

        Threshold = Math.Max(Threshold, ThresholdByCounting());
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            _lower[kept] = _lower[i];
            _rows[kept] = _rows[i];
            float upper = _upper[kept] = _upper[i];
            kept += upper >= Threshold ? 1 : 0;
        }

        Count = kept;
        if (kept > _capacity / 2)
        {
            _capacity = checked(_capacity * 2);
            Grow();
        }
    }

    private void Grow()
    {
        if (_lower.Length < _capacity)
        {
            Array.Resize(ref _lower, _capacity);
            Array.Resize(ref _upper, _capacity);
            Array.Resize(ref _rows, _capacity);
        }
    }

    // The largest value found by halving the range that at least k lower bounds reach; between k and k + k/8 of them are good enough.
    private float ThresholdByCounting()
    {
        ReadOnlySpan<float> values = Lower;
        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        low = Math.Max(low, Threshold);
        int enough = _k + _k / 8;
        while (low < high)
        {
            float middle = low / 2 + high / 2;
            if (!(middle > low && middle < high))
            {
                break;
            }

            int count = CountFrom(values, middle);
            if (count >= _k)
            {
                low = middle;
                if (count <= enough)
                {
                    break;
                }
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static int CountFrom(ReadOnlySpan<float> values, float least)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        Vector256<int> counts = default;
        int i = 0;
        for (; i + Vector256<float>.Count <= values.Length; i += Vector256<float>.Count)
        {
            counts -= Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(ref first, (nuint)i), Vector256.Create(least)).AsInt32();
        }

        int count = Vector256.Sum(counts);
        for (; i < values.Length; i++)
        {
            count += values[i] >= least ? 1 : 0;
        }

        return count;
    }
}
