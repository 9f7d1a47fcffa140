using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Candidates;

/// <summary>Counting passes over scores: what a selection by bisection consists of.</summary>
internal static class Counting
{
    /// <summary>How many values are at least as large.</summary>
    public static int From(ReadOnlySpan<float> values, float least)
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

    /// <summary>
    /// A value that at least <paramref name="count"/> of the values reach, and at most <paramref name="enough"/> unless many are equal: the range
    /// is halved until then.
    /// </summary>
    /// <param name="low">Reached by at least <paramref name="count"/> of the values.</param>
    /// <param name="high">Not below the largest value.</param>
    public static float Bisect(ReadOnlySpan<float> values, int count, int enough, float low, float high)
    {
        while (low < high)
        {
            float middle = low / 2 + high / 2;
            if (!(middle > low && middle < high))
            {
                break;
            }

            int reached = From(values, middle);
            if (reached < count)
            {
                high = middle;
                continue;
            }

            low = middle;
            if (reached <= enough)
            {
                break;
            }
        }

        return low;
    }

    /// <summary>The smallest and the largest value; infinities the wrong way round for none.</summary>
    public static (float Low, float High) Range(ReadOnlySpan<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        Vector256<float> lows = Vector256.Create(float.PositiveInfinity);
        Vector256<float> highs = Vector256.Create(float.NegativeInfinity);
        int i = 0;
        for (; i + Vector256<float>.Count <= values.Length; i += Vector256<float>.Count)
        {
            Vector256<float> next = Vector256.LoadUnsafe(ref first, (nuint)i);
            lows = Vector256.MinNative(lows, next);
            highs = Vector256.MaxNative(highs, next);
        }

        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        for (int lane = 0; lane < Vector256<float>.Count; lane++)
        {
            low = Math.Min(low, lows.GetElement(lane));
            high = Math.Max(high, highs.GetElement(lane));
        }

        for (; i < values.Length; i++)
        {
            low = Math.Min(low, values[i]);
            high = Math.Max(high, values[i]);
        }

        return (low, high);
    }
}
