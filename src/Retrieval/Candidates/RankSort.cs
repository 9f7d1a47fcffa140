using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tandem.Retrieval.Candidates;

/// <summary>
/// Sorts few numbers, all different: the place of each is how many are smaller, counted without a branch that could be mispredicted. n² / 4
/// comparisons cost less than the branches of n · log n up to about <see cref="MaxCount"/>.
/// </summary>
internal static class RankSort
{
    /// <summary>From here on <see cref="MemoryExtensions.Sort{T}(Span{T})"/> is used.</summary>
    public const int MaxCount = 256;

    /// <summary>Ascending.</summary>
    /// <param name="values">All different.</param>
    public static void Sort(Span<ulong> values)
    {
        if (values.Length > MaxCount)
        {
            values.Sort();
            return;
        }

        Span<ulong> sorted = stackalloc ulong[MaxCount];
        ref ulong first = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i < values.Length; i++)
        {
            sorted[Smaller(ref first, values.Length, values[i])] = values[i];
        }

        sorted[..values.Length].CopyTo(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Smaller(ref ulong first, int count, ulong value)
    {
        Vector256<ulong> bound = Vector256.Create(value);
        Vector256<ulong> counts = default;
        int i = 0;
        for (; i + Vector256<ulong>.Count <= count; i += Vector256<ulong>.Count)
        {
            counts -= Vector256.LessThan(Vector256.LoadUnsafe(ref first, (nuint)i), bound);
        }

        int smaller = (int)Vector256.Sum(counts);
        for (; i < count; i++)
        {
            smaller += Unsafe.Add(ref first, i) < value ? 1 : 0;
        }

        return smaller;
    }
}
