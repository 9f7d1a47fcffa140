using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Memory;
using Tandem.Retrieval.Searching;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Lists;

/// <summary>From stored vectors to inverted lists.</summary>
internal static unsafe class ListBuild
{
    private const string Stage = "codes";
    private const int MaxLists = 1 << 16;

    /// <summary>4 √n, a multiple of 16, but not more than 1 for 16 vectors: about where ranking lists costs as much as reading one more.</summary>
    public static int ListsFor(int count)
    {
        int lists = (int)Math.Min(MaxLists, Math.Min(4 * Math.Sqrt(count), count / 16.0));
        return Math.Max(1, (lists + CodeBlocks.BlockRows - 1) / CodeBlocks.BlockRows * CodeBlocks.BlockRows);
    }

    /// <summary>Clusters the vectors.</summary>
    /// <param name="singles">Gets the codes of each row.</param>
    public static (InvertedLists Lists, CodeBounds Bounds) Run(
        VectorRows rows,
        RowCodes singles,
        Searcher searcher,
        SegmentOptions options,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellation)
    {
        int count = Math.Min(ListsFor(rows.Count), Math.Max(1, rows.Count));
        ListClustering clustering = new(rows, searcher, count, options, progress, cancellation);
        (int[] listOfSlot, CodeBlocks centroids, float[] spreads) = clustering.Run();
        AllocatedRegion spreadMemory = AllocatedRegion.Allocate(InvertedLists.SpreadBytes(count));
        spreads.CopyTo(new Span<float>((void*)spreadMemory.Address, spreads.Length));
        return Gather(rows, singles, count, listOfSlot, centroids, spreadMemory, options, progress, cancellation);
    }

    /// <summary>Puts the vectors into the lists of another segment, whose centroids and spreads are shared.</summary>
    public static (InvertedLists Lists, CodeBounds Bounds) Like(
        InvertedLists pattern,
        VectorRows rows,
        RowCodes singles,
        Searcher searcher,
        SegmentOptions options,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellation)
    {
        int[] listOfSlot = new ListAssignment(rows, searcher, options, cancellation).ToCentroids(pattern.Count, pattern.Centroids, progress);
        return Gather(rows, singles, pattern.Count, listOfSlot, pattern.Centroids, pattern.SpreadMemory, options, progress, cancellation);
    }

    private static (InvertedLists Lists, CodeBounds Bounds) Gather(
        VectorRows rows,
        RowCodes singles,
        int count,
        int[] listOfSlot,
        CodeBlocks centroids,
        MemoryRegion spreadMemory,
        SegmentOptions options,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellation)
    {
        int[] starts = CountingSort.Starts(listOfSlot, count);
        int[] order = CountingSort.Order(listOfSlot, starts);
        AllocatedRegion startMemory = AllocatedRegion.Allocate(InvertedLists.StartBytes(count));
        int* firstBlocks = (int*)startMemory.Address;
        for (int list = 0; list < count; list++)
        {
            firstBlocks[list + 1] = firstBlocks[list] + CodeBlocks.BlocksFor(starts[list + 1] - starts[list]);
        }

        int blocks = firstBlocks[count];
        AllocatedRegion slotMemory = AllocatedRegion.Allocate(InvertedLists.SlotBytes(blocks));
        InvertedLists lists = new(count, centroids, spreadMemory, startMemory, slotMemory, CodeBlocks.Allocate(blocks, rows.Dimension));
        CodeBounds bounds = CodeBounds.None;
        Lock joining = new();
        int done = 0;
        ParallelWork.Run(count, options.Threads, EncodeList, cancellation);
        return (lists, bounds);

        void EncodeList(int list)
        {
            CodeBounds listBounds = CodeBounds.None;
            float[] vector = new float[rows.Dimension];
            int size = starts[list + 1] - starts[list];
            int first = lists.Starts[list] * CodeBlocks.BlockRows;
            int end = lists.Starts[list + 1] * CodeBlocks.BlockRows;
            for (int row = first; row < end; row++)
            {
                int slot = row - first < size ? order[starts[list] + row - first] : InvertedLists.NoSlot;
                lists.Slots[row] = slot;
                if (slot != InvertedLists.NoSlot)
                {
                    rows.Read(slot, vector);
                    listBounds = listBounds.Join(lists.Codes.Write(row, vector));
                    singles.Take(lists.Codes, row, slot);
                }
            }

            lock (joining)
            {
                bounds = bounds.Join(listBounds);
                done += size;
                progress?.Report(new BuildProgress(Stage, done, rows.Count));
            }
        }
    }
}
