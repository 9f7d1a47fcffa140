using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Storage;

namespace Tandem.Retrieval;

public sealed partial class ExactIndex
{
    private const int RowsAtOnce = 4;

    /// <summary>
    /// The best slots in descending score, equal scores by ascending slot; fewer than <paramref name="k"/> when fewer are alive and allowed.
    /// </summary>
    /// <param name="query">[Dimension]</param>
    /// <param name="k">How many, from 0.</param>
    /// <param name="allowed">
    /// A bitmap over slots (bit slot % 64 of word slot / 64), empty for all. Slots past its end are not allowed. Only allowed
    /// vectors are read.
    /// </param>
    /// <exception cref="ArgumentException">The query has another length than <see cref="Dimension"/>, or a NaN or infinite value.</exception>
    /// <remarks>
    /// Scores are sums of single-precision products, the order of additions depending on the machine's vector width only. A sum that
    /// overflows to NaN ranks as negative infinity; negative zero is reported as zero.
    /// </remarks>
    public ScoredItem[] Search(ReadOnlySpan<float> query, int k, ReadOnlySpan<ulong> allowed = default) =>
        Vector512.IsHardwareAccelerated ? Search<RowKernel512>(query, k, allowed)
        : Vector256.IsHardwareAccelerated ? Search<RowKernel256>(query, k, allowed)
        : Search<RowKernel128>(query, k, allowed);

    /// <summary>
    /// Scores of the given slots, parallel to <paramref name="slots"/>, the same numbers that a search gives. Removed slots are
    /// scored by the vector that they had last.
    /// </summary>
    /// <exception cref="ArgumentException">The query has another length than <see cref="Dimension"/> or a NaN or infinite value, or scores is shorter than slots.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> slots, Span<float> scores)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Score<RowKernel512>(query, slots, scores);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Score<RowKernel256>(query, slots, scores);
        }
        else
        {
            Score<RowKernel128>(query, slots, scores);
        }
    }

    internal ScoredItem[] Search<TKernel>(ReadOnlySpan<float> query, int k, ReadOnlySpan<ulong> allowed)
        where TKernel : struct, IRowKernel
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ScoredItem[] results = new ScoredItem[Math.Min(k, Count)];
        int found = Search<TKernel>(query, results, new SlotFilter(allowed));
        return found == results.Length ? results : results[..found];
    }

    internal int Search<TKernel>(ReadOnlySpan<float> query, Span<ScoredItem> results, SlotFilter filter)
        where TKernel : struct, IRowKernel
    {
        RequireVector(query, nameof(query));
        int k = Math.Min(results.Length, Count);
        if (k == 0)
        {
            return 0;
        }

        float[] padded = PadQuery(query);
        TopScores top = new(k);
        int chunks = filter.Allowed.IsEmpty ? _chunks.Count : Math.Min(_chunks.Count, filter.Allowed.Length);
        for (int first = 0; first < chunks;)
        {
            ReadOnlySpan<VectorChunk> page = _chunks.PageFrom(first);
            for (int i = 0; i < page.Length && first + i < chunks; i++)
            {
                ulong mask = page[i].Alive & filter.Word(first + i);
                ScanChunk<TKernel>(padded, page[i], (first + i) * VectorChunk.Slots, mask, ref top);
            }

            first += page.Length;
        }

        ArrayPool<float>.Shared.Return(padded);
        return top.Finish(results);
    }

    internal void Score<TKernel>(ReadOnlySpan<float> query, ReadOnlySpan<int> slots, Span<float> scores)
        where TKernel : struct, IRowKernel
    {
        RequireVector(query, nameof(query));
        if (scores.Length < slots.Length)
        {
            throw new ArgumentException($"There are {slots.Length} slots, but room for {scores.Length} scores.", nameof(scores));
        }

        foreach (int slot in slots)
        {
            RequireSlot(slot);
        }

        float[] padded = PadQuery(query);
        ref float q = ref MemoryMarshal.GetArrayDataReference(padded);
        for (int i = 0; i < slots.Length; i += RowsAtOnce)
        {
            ReadOnlySpan<int> part = slots[i..Math.Min(i + RowsAtOnce, slots.Length)];
            int last = part.Length - 1;
            Vector128<float> four = TKernel.Dot4(
                ref q,
                ref FirstOf(part[0]),
                ref FirstOf(part[Math.Min(1, last)]),
                ref FirstOf(part[Math.Min(2, last)]),
                ref FirstOf(part[last]),
                _stride);
            for (int lane = 0; lane <= last; lane++)
            {
                scores[i + lane] = Canonical(four.GetElement(lane == last ? RowsAtOnce - 1 : lane));
            }
        }

        ArrayPool<float>.Shared.Return(padded);
    }

    // Full chunks go row by row; of others the rows that remain are gathered four at a time.
    private void ScanChunk<TKernel>(float[] query, VectorChunk chunk, int firstSlot, ulong mask, ref TopScores top)
        where TKernel : struct, IRowKernel
    {
        ref float q = ref MemoryMarshal.GetArrayDataReference(query);
        ref float rows = ref chunk.First;
        int stride = _stride;
        if (mask == ulong.MaxValue)
        {
            for (int row = 0; row < VectorChunk.Slots; row += RowsAtOnce)
            {
                ref float r0 = ref Unsafe.Add(ref rows, row * stride);
                ref float r1 = ref Unsafe.Add(ref r0, stride);
                ref float r2 = ref Unsafe.Add(ref r1, stride);
                Vector128<float> four = TKernel.Dot4(ref q, ref r0, ref r1, ref r2, ref Unsafe.Add(ref r2, stride), stride);
                if (!top.IsFull || Vector128.GreaterThanAny(four, Vector128.Create(top.Threshold)))
                {
                    Offer(ref top, four, firstSlot + row, firstSlot + row + 1, firstSlot + row + 2, firstSlot + row + 3, RowsAtOnce);
                }
            }

            return;
        }

        while (mask != 0)
        {
            int taken = Math.Min(RowsAtOnce, BitOperations.PopCount(mask));
            int s0 = TakeRow(ref mask, 0);
            int s1 = TakeRow(ref mask, s0);
            int s2 = TakeRow(ref mask, s1);
            int s3 = TakeRow(ref mask, s2);
            Vector128<float> four = TKernel.Dot4(
                ref q,
                ref Unsafe.Add(ref rows, s0 * stride),
                ref Unsafe.Add(ref rows, s1 * stride),
                ref Unsafe.Add(ref rows, s2 * stride),
                ref Unsafe.Add(ref rows, s3 * stride),
                stride);
            if (!top.IsFull || Vector128.GreaterThanAny(four, Vector128.Create(top.Threshold)))
            {
                Offer(ref top, four, firstSlot + s0, firstSlot + s1, firstSlot + s2, firstSlot + s3, taken);
            }
        }
    }

    /// <summary>Removes the lowest set bit and gives its number, or <paramref name="otherwise"/> when there is none.</summary>
    private static int TakeRow(ref ulong mask, int otherwise)
    {
        if (mask == 0)
        {
            return otherwise;
        }

        int row = BitOperations.TrailingZeroCount(mask);
        mask &= mask - 1;
        return row;
    }

    private static void Offer(ref TopScores top, Vector128<float> scores, int s0, int s1, int s2, int s3, int taken)
    {
        top.Offer(s0, Canonical(scores.GetElement(0)));
        if (taken > 1)
        {
            top.Offer(s1, Canonical(scores.GetElement(1)));
        }

        if (taken > 2)
        {
            top.Offer(s2, Canonical(scores.GetElement(2)));
        }

        if (taken > 3)
        {
            top.Offer(s3, Canonical(scores.GetElement(3)));
        }
    }

    // Adding zero turns negative zero into zero, so that the two tie.
    private static float Canonical(float score) => float.IsNaN(score) ? float.NegativeInfinity : score + 0f;

    private ref float FirstOf(int slot) =>
        ref Unsafe.Add(ref _chunks[slot / VectorChunk.Slots].First, slot % VectorChunk.Slots * _stride);

    private float[] PadQuery(ReadOnlySpan<float> query)
    {
        float[] padded = ArrayPool<float>.Shared.Rent(_stride);
        query.CopyTo(padded);
        padded.AsSpan(query.Length, _stride - query.Length).Clear();
        return padded;
    }
}
