using System.Runtime.InteropServices;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Lists;

namespace Tandem.Retrieval.Candidates;

/// <summary>What one search at a time needs beside its segment; one a thread.</summary>
internal sealed unsafe class SearchScratch
{
    [ThreadStatic]
    private static SearchScratch? t_current;

    private float[] _queries = [];
    private BatchScratch? _batch;
    private ulong[] _passing = [];

    public static SearchScratch Current => t_current ??= new SearchScratch();

    public CandidateSet Candidates { get; } = new();

    public QueryCode Code { get; } = new();

    public ListOrder Order { get; } = new();

    public BatchScratch Batch => _batch ??= new BatchScratch();

    /// <summary>Blocks of lists that the search before read; told when lists are read.</summary>
    public int BlocksRead { get; set; }

    /// <summary>The key of the last list that was read; null when the last search of a segment with lists read none.</summary>
    public float? LastKey { get; set; }

    /// <summary>Room for a bitmap over <paramref name="count"/> slots; pinned, valid until the next call, with what the call before left in it.</summary>
    public Span<ulong> ReservePassing(int count)
    {
        int words = (count + 63) / 64;
        if (_passing.Length < words)
        {
            _passing = GC.AllocateArray<ulong>(words, pinned: true);
        }

        return _passing.AsSpan(0, words);
    }

    /// <summary>Room for queries, each aligned to a cache line; pinned, valid until the next call.</summary>
    /// <param name="stride">A multiple of <see cref="RowLayout.StrideStep"/>.</param>
    public float* ReserveQueries(int count, int stride)
    {
        int values = checked(count * stride + RowLayout.StrideStep);
        if (_queries.Length < values)
        {
            _queries = GC.AllocateArray<float>(values, pinned: true);
        }

        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_queries, 0);
        return (float*)((address + RowLayout.LineBytes - 1) / RowLayout.LineBytes * RowLayout.LineBytes);
    }
}
