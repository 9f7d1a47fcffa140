using System.Runtime.CompilerServices;

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
    private int _capacity;

    private int _reducedCount;

    /// <summary>k.</summary>
    public int Wanted { get; private set; }

    public int Count { get; private set; }

    /// <summary>Rows added since the threshold was raised last.</summary>
    public int Added => Count - _reducedCount;

    /// <summary>Rows with a smaller upper bound need not be added.</summary>
    public float Threshold { get; private set; }

    public ReadOnlySpan<float> Lower => _lower.AsSpan(0, Count);

    public ReadOnlySpan<float> Upper => _upper.AsSpan(0, Count);

    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>Begins a search for the best <paramref name="k"/>, from 1.</summary>
    /// <param name="threshold">What need not be added has a smaller upper bound than this.</param>
    public void Reset(int k, float threshold = float.NegativeInfinity)
    {
        Wanted = k;
        _capacity = Math.Max(MinCapacity, (int)Math.Min(4L * k, int.MaxValue / 2));
        (Count, _reducedCount) = (0, 0);
        Threshold = threshold;
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
        if (Count <= Wanted)
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

        (Count, _reducedCount) = (kept, kept);
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

    private float ThresholdByCounting()
    {
        (float low, float high) = Counting.Range(Lower);
        return Counting.Bisect(Lower, Wanted, Wanted + Wanted / 8, Math.Max(low, Threshold), high);
    }
}
