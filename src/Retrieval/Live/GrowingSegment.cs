using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Live;

/// <summary>
/// Vectors in the order of their arrival, found by their codes from the first search on. Appending gives a new segment that shares the memory;
/// whoever appends to the longest one writes behind its last row, anyone else copies first. Immutable and thread-safe: no segment reads beyond
/// its own count.
/// </summary>
internal sealed class GrowingSegment : IVectorSegment
{
    private const int FirstCapacity = 64;
    private readonly Shared _shared;
    private readonly VectorSegment _rows;

    private GrowingSegment(Shared shared, int count, CodeBounds bounds)
    {
        _shared = shared;
        VectorRows rows = new(shared.Rows.Memory, count, shared.Rows.Dimension, VectorStorage.FullPrecision);
        SegmentHeader header = new()
        {
            Dimension = rows.Dimension,
            Count = count,
            Similarity = Similarity.InnerProduct,
            Storage = VectorStorage.FullPrecision,
            Bounds = bounds,
        };
        _rows = new VectorSegment(header, new SegmentParts(rows, shared.Codes, null, null, bounds), InstructionPath.Automatic);
    }

    public int Dimension => _rows.Dimension;

    public int Count => _rows.Count;

    /// <summary>Always the inner product; vectors are kept as they were given.</summary>
    public Similarity Similarity => Similarity.InnerProduct;

    public static GrowingSegment Empty(int dimension) => new(new Shared(dimension, 0), 0, CodeBounds.None);

    /// <summary>With a vector more, in row <see cref="Count"/>.</summary>
    /// <param name="vector">[Dimension], finite.</param>
    /// <exception cref="ArgumentException">The vector has another length.</exception>
    public unsafe GrowingSegment With(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimension)
        {
            throw new ArgumentException($"The vector has {vector.Length} values, the index {Dimension}.", nameof(vector));
        }

        Shared shared = _shared.TryTake(Count) ? _shared : _shared.Copy(Count);
        vector.CopyTo(new Span<float>(shared.Rows.Row(Count), Dimension));
        CodeBounds bounds = _rows.Header.Bounds!.Join(shared.Codes.Write(Count, vector));
        return new GrowingSegment(shared, Count + 1, bounds);
    }

    public int Search(ReadOnlySpan<float> query, Span<ScoredItem> results, SearchOptions options = default) =>
        _rows.Search(query, results, options);

    public void SearchMany(ReadOnlySpan<float> queries, int k, Span<ScoredItem> results, Span<int> counts, SearchOptions options = default) =>
        _rows.SearchMany(queries, k, results, counts, options);

    public void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> slots, Span<float> scores) => _rows.Score(query, slots, scores);

    public void CopyVector(int slot, Span<float> destination) => _rows.CopyVector(slot, destination);

    /// <summary>Room for vectors and their codes, and how much of it any segment has taken.</summary>
    private sealed class Shared
    {
        private readonly int _capacity;
        private int _length;

        public Shared(int dimension, int capacity, int length = 0)
        {
            (_capacity, _length) = (capacity, length);
            Rows = VectorRows.Allocate(capacity, dimension, VectorStorage.FullPrecision);
            Codes = CodeBlocks.Allocate(CodeBlocks.BlocksFor(capacity), dimension);
        }

        public VectorRows Rows { get; }

        public CodeBlocks Codes { get; }

        /// <summary>Who moves the length on from their count owns the row behind their last.</summary>
        public bool TryTake(int count) => count < _capacity && Interlocked.CompareExchange(ref _length, count + 1, count) == count;

        /// <summary>The first rows in memory of their own, where one more is taken.</summary>
        public unsafe Shared Copy(int count)
        {
            Shared copy = new(Rows.Dimension, Math.Max(FirstCapacity, 2 * count), count + 1);
            int blocks = CodeBlocks.BlocksFor(count);
            Buffer.MemoryCopy(Rows.Row(0), copy.Rows.Row(0), copy.Rows.Memory.ByteCount, (long)count * Rows.RowBytes);
            Buffer.MemoryCopy(Codes.Block(0), copy.Codes.Block(0), copy.Codes.Codes.ByteCount, (long)blocks * Codes.BlockBytes);
            Buffer.MemoryCopy(Codes.ScalesOf(0), copy.Codes.ScalesOf(0), copy.Codes.Scales.ByteCount, CodeBlocks.ScaleBytes(blocks));
            return copy;
        }
    }
}
