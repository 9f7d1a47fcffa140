using System.Runtime.InteropServices;
using Tandem.Retrieval.Kernels;

namespace Tandem.Retrieval.Storage;

/// <summary>
/// A persistent list of chunks: pages of 128 chunks under one root. Setting a chunk copies its page and the root, about
/// 2 KB for a million slots, and shares everything else. Immutable and thread-safe.
/// </summary>
internal sealed class ChunkTable
{
    private const int ChunksPerPage = 128;
    private const int CacheLineBytes = 64;
    private readonly VectorChunk[][] _pages;

    private ChunkTable(VectorChunk[][] pages, int count)
    {
        _pages = pages;
        Count = count;
    }

    public int Count { get; }

    public VectorChunk this[int chunk] => _pages[chunk / ChunksPerPage][chunk % ChunksPerPage];

    /// <summary>The chunks from a multiple of <see cref="ChunksPerPage"/> on, as many as lie together.</summary>
    public ReadOnlySpan<VectorChunk> PageFrom(int chunk) =>
        _pages[chunk / ChunksPerPage].AsSpan(0, Math.Min(ChunksPerPage, Count - chunk));

    /// <summary>A copy in which the chunk is replaced, or appended when the index is <see cref="Count"/>.</summary>
    public ChunkTable With(int chunk, VectorChunk value)
    {
        int page = chunk / ChunksPerPage;
        VectorChunk[][] pages = new VectorChunk[Math.Max(_pages.Length, page + 1)][];
        _pages.CopyTo(pages, 0);
        pages[page] = page < _pages.Length ? (VectorChunk[])_pages[page].Clone() : new VectorChunk[ChunksPerPage];
        pages[page][chunk % ChunksPerPage] = value;
        return new ChunkTable(pages, Math.Max(Count, chunk + 1));
    }

    /// <summary>
    /// Copies a row-major [count, dimension] matrix. The rows of a page lie together and start on a cache line, so that a scan is
    /// one sequential read.
    /// </summary>
    public static ChunkTable Build(ReadOnlySpan<float> vectors, int count, int dimension)
    {
        int stride = RowLayout.Stride(dimension);
        int chunks = (count + VectorChunk.Slots - 1) / VectorChunk.Slots;
        VectorChunk[][] pages = new VectorChunk[(chunks + ChunksPerPage - 1) / ChunksPerPage][];
        for (int page = 0; page < pages.Length; page++)
        {
            int firstChunk = page * ChunksPerPage;
            int chunksHere = Math.Min(ChunksPerPage, chunks - firstChunk);
            int floats = checked(chunksHere * VectorChunk.Slots * stride);
            float[] slab = GC.AllocateArray<float>(checked(floats + CacheLineBytes / sizeof(float)), pinned: true);
            int offset = FirstAligned(slab);
            pages[page] = new VectorChunk[ChunksPerPage];
            for (int chunk = 0; chunk < chunksHere; chunk++)
            {
                int firstSlot = (firstChunk + chunk) * VectorChunk.Slots;
                int rows = Math.Min(VectorChunk.Slots, count - firstSlot);
                int start = offset + chunk * VectorChunk.Slots * stride;
                for (int row = 0; row < rows; row++)
                {
                    vectors.Slice((firstSlot + row) * dimension, dimension).CopyTo(slab.AsSpan(start + row * stride));
                }

                pages[page][chunk] = new VectorChunk(slab, start, ulong.MaxValue >> (VectorChunk.Slots - rows));
            }
        }

        return new ChunkTable(pages, chunks);
    }

    private static int FirstAligned(float[] pinned)
    {
        nint misaligned = Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0) % CacheLineBytes;
        return (int)((CacheLineBytes - misaligned) % CacheLineBytes) / sizeof(float);
    }
}
