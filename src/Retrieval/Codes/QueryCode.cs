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
        (int sum, double errorSquares) = narrow ? EncodeNarrow(query, step) : EncodeWide(query, step);
        double rounding = (query.Length + 32) * Rounding * (bounds.CodeNorm + bounds.Residual);
        double underflow = query.Length * SmallestProductError / (bounds.SmallestScale * Norm);
        double width = bounds.Residual + bounds.CodeNorm * Math.Sqrt(errorSquares) / Norm + rounding + underflow;
        Offset = CodeOffset * sum;
        Step = (float)(step / Norm);
        Width = MathF.BitIncrement((float)width);
    }

    private (int Sum, double ErrorSquares) EncodeWide(ReadOnlySpan<float> query, double step)
    {
        double errorSquares = 0;
        int sum = 0;
        for (int i = 0; i < query.Length; i++)
        {
            int p = (int)Math.Round(query[i] / step);
            double error = query[i] - step * p;
            errorSquares += error * error;
            sum += p;
            int high = (p + CodeOffset) >> 8;
            (_values[i], _high[i], _low[i]) = ((short)p, (sbyte)high, (sbyte)(p - (high << 8)));
        }

        return (sum, errorSquares);
    }

    // Four values at a time, in double precision, and the rest one by one: approximate searches of few lists feel the difference.
    private (int Sum, double ErrorSquares) EncodeNarrow(ReadOnlySpan<float> query, double step)
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
                short p = (short)rounded.GetElement(lane);
                (_values[i + lane], _high[i + lane]) = (p, (sbyte)p);
            }
        }

        (double sum, double errorSquares) = (Vector256.Sum(sums), Vector256.Sum(squares));
        for (; i < query.Length; i++)
        {
            double p = Math.Round(query[i] / step);
            double error = query[i] - step * p;
            errorSquares += error * error;
            sum += p;
            (_values[i], _high[i]) = ((short)p, (sbyte)p);
        }

        return ((int)sum, errorSquares);
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
