using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tandem.Retrieval.Kernels;

namespace Tandem.Retrieval.Codes;

/// <summary>
/// A query q as integers p with q = t·p + f, and the bound that comes with them. Everything is in units of ‖q‖, so that no magnitude
/// overflows.
/// </summary>
/// <remarks>
/// For a row x = s·c + e the inner product is q·x = s·t·(p·c) + s·(f·c) + q·e, so by Cauchy and Schwarz
/// |q·x - s·t·(p·c)| ≤ s·(‖f‖·‖c‖ + ‖q‖·‖e‖/s). <see cref="Width"/> is the bracket for the largest ‖c‖ and ‖e‖/s of the segment, in units of ‖q‖,
/// with what single-precision rounding can add: to the score, (d + 16) · 2⁻²⁴ · ‖q‖·‖x‖ for any order of additions (Higham, Accuracy and
/// Stability of Numerical Algorithms, 3.1), and a few units in the last place to the estimate.
/// </remarks>
internal sealed unsafe class QueryCode
{
    private const int MaxShort = 127 * 256 + 127;
    private const int MaxByte = 127;
    private const int MaxRowCode = 127;
    private const int CodeOffset = 128;
    private const double Rounding = 1.0 / (1 << 24);
    private const double SmallestProductError = 1.5e-45;
    private short[] _values = [];
    private sbyte[] _high = [];
    private sbyte[] _low = [];

    /// <summary>Σ p · 128: what the unsigned codes add to every product.</summary>
    public int Offset { get; private set; }

    /// <summary>t / ‖q‖.</summary>
    public float Step { get; private set; }

    /// <summary>(q·x - s·t·(p·c)) / (s·‖q‖) is from -Width to Width for every row.</summary>
    public float Width { get; private set; }

    /// <summary>‖q‖; 0 for a query of zeros, of which everything is 0.</summary>
    public double Norm { get; private set; }

    /// <summary>Whether the values have 7 bits instead of up to 15.</summary>
    public bool IsNarrow { get; private set; }

    public EncodedQuery Encoded => new(
        Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0),
        Marshal.UnsafeAddrOfPinnedArrayElement(_high, 0),
        Marshal.UnsafeAddrOfPinnedArrayElement(_low, 0));

    /// <param name="query">[dimension], finite.</param>
    /// <param name="bounds">Of the rows that the query will meet.</param>
    /// <param name="narrow">7 bits and a sign instead of up to 15.</param>
    public void Encode(ReadOnlySpan<float> query, CodeBounds bounds, bool narrow)
    {
        Reserve(RowCodes.StrideOf(query.Length));
        IsNarrow = narrow;
        (float largest, double squares) = Extent.Of(query);
        Norm = Math.Sqrt(squares);
        if (largest == 0)
        {
            (Offset, Step, Width) = (0, 0, 0);
            return;
        }

        int steps = narrow ? MaxByte : Math.Min(MaxShort, int.MaxValue / (MaxRowCode * query.Length));
        double step = largest / (double)steps;
        (int sum, double errorSquares) = Round(query, step);
        Split(query.Length);
        double rounding = (query.Length + 32) * Rounding * (bounds.CodeNorm + bounds.Residual);
        double underflow = query.Length * SmallestProductError / (bounds.SmallestScale * Norm);
        double width = bounds.Residual + bounds.CodeNorm * Math.Sqrt(errorSquares) / Norm + rounding + underflow;
        Offset = CodeOffset * sum;
        Step = (float)(step / Norm);
        Width = MathF.BitIncrement((float)width);
    }

    // Four values at a time, in double precision, and the rest one by one: searches of few rows feel the difference.
    private (int Sum, double ErrorSquares) Round(ReadOnlySpan<float> query, double step)
    {
        Vector256<double> steps = Vector256.Create(step);
        Vector256<double> squares = default;
        Vector256<double> sums = default;
        int i = 0;
        for (; i + Vector256<double>.Count <= query.Length; i += Vector256<double>.Count)
        {
            Vector256<double> values = Extent.Widened(query, i);
            Vector256<double> rounded = Vector256.Round(values / steps);
            Vector256<double> errors = values - steps * rounded;
            squares += errors * errors;
            sums += rounded;
            for (int lane = 0; lane < Vector256<double>.Count; lane++)
            {
                _values[i + lane] = (short)rounded.GetElement(lane);
            }
        }

        (double sum, double errorSquares) = (Vector256.Sum(sums), Vector256.Sum(squares));
        for (; i < query.Length; i++)
        {
            double p = Math.Round(query[i] / step);
            double error = query[i] - step * p;
            errorSquares += error * error;
            sum += p;
            _values[i] = (short)p;
        }

        return ((int)sum, errorSquares);
    }

    // 16 values at a time; the arrays are padded to more.
    private void Split(int count)
    {
        Vector256<short> offset = Vector256.Create((short)CodeOffset);
        for (int i = 0; i < count; i += Vector256<short>.Count)
        {
            Vector256<short> values = Vector256.LoadUnsafe(ref _values[i]);
            Vector256<short> high = IsNarrow ? values : values + offset >> 8;
            Vector128.Narrow(high.GetLower(), high.GetUpper()).StoreUnsafe(ref _high[i]);
            Vector256<short> low = values - (high << 8);
            Vector128.Narrow(low.GetLower(), low.GetUpper()).StoreUnsafe(ref _low[i]);
        }
    }

    private void Reserve(int values)
    {
        if (_values.Length < values)
        {
            _values = GC.AllocateArray<short>(values, pinned: true);
            _high = GC.AllocateArray<sbyte>(values, pinned: true);
            _low = GC.AllocateArray<sbyte>(values, pinned: true);
            return;
        }

        _values.AsSpan().Clear();
        _high.AsSpan().Clear();
        _low.AsSpan().Clear();
    }
}
