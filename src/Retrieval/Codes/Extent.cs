using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Codes;

/// <summary>The largest magnitude of a vector, and its squared length in double precision; summed in the same order on every processor.</summary>
internal static class Extent
{
    /// <param name="values">Finite.</param>
    public static (float Largest, double Squares) Of(ReadOnlySpan<float> values)
    {
        Vector256<double> largest = default;
        Vector256<double> squares = default;
        int i = 0;
        for (; i + Vector256<double>.Count <= values.Length; i += Vector256<double>.Count)
        {
            Vector256<double> next = Widened(values, i);
            largest = Vector256.Max(largest, Vector256.Abs(next));
            squares += next * next;
        }

        double sum = Vector256.Sum(squares);
        double most = 0;
        for (int lane = 0; lane < Vector256<double>.Count; lane++)
        {
            most = Math.Max(most, largest.GetElement(lane));
        }

        for (; i < values.Length; i++)
        {
            most = Math.Max(most, Math.Abs(values[i]));
            sum += (double)values[i] * values[i];
        }

        return ((float)most, sum);
    }

    /// <summary>Four values from a position on.</summary>
    public static Vector256<double> Widened(ReadOnlySpan<float> values, int position)
    {
        Vector128<float> four = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)position);
        return Vector256.Create(Vector128.WidenLower(four), Vector128.WidenUpper(four));
    }
}
