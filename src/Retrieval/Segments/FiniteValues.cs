using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Segments;

/// <summary>The refusal of NaN and infinity, which would make scores incomparable.</summary>
internal static class FiniteValues
{
    /// <summary>The first position of a NaN or infinite value, or -1.</summary>
    public static int IndexOfOther(ReadOnlySpan<float> values)
    {
        int i = 0;
        ref float first = ref MemoryMarshal.GetReference(values);
        for (; i + Vector256<float>.Count <= values.Length; i += Vector256<float>.Count)
        {
            if (!Vector256.LessThanOrEqualAll(Vector256.Abs(Vector256.LoadUnsafe(ref first, (nuint)i)), Vector256.Create(float.MaxValue)))
            {
                break;
            }
        }

        for (; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <exception cref="ArgumentException">The query has another length than the segment's vectors, or a NaN or infinite value.</exception>
    public static void RequireQuery(ReadOnlySpan<float> query, int dimension)
    {
        if (query.Length != dimension)
        {
            throw new ArgumentException($"The query has {query.Length} values, the vectors {dimension}.", nameof(query));
        }

        int bad = IndexOfOther(query);
        if (bad >= 0)
        {
            throw new ArgumentException($"The query has a NaN or infinite value at position {bad}.", nameof(query));
        }
    }

    /// <exception cref="ArgumentException">The vector has a NaN or infinite value.</exception>
    public static void RequireVector(ReadOnlySpan<float> vector, int slot)
    {
        int bad = IndexOfOther(vector);
        if (bad >= 0)
        {
            throw new ArgumentException($"The vector in slot {slot} has a NaN or infinite value at position {bad}.");
        }
    }
}
