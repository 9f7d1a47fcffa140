using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Memory;

namespace Tandem.Retrieval.Lists;

/// <summary>
/// Rows gathered around centroids. A list is a run of whole blocks of 16 rows, so that its codes are one sequential read; the last block of a
/// list is filled up with rows that belong to no slot.
/// </summary>
internal sealed unsafe class InvertedLists
{
    /// <summary>The slot of a row that only fills up a block.</summary>
    public const int NoSlot = -1;

    public InvertedLists(int count, CodeBlocks centroids, MemoryRegion spreads, MemoryRegion starts, MemoryRegion slots, CodeBlocks codes)
    {
        Count = count;
        Centroids = centroids;
        SpreadMemory = spreads;
        StartMemory = starts;
        SlotMemory = slots;
        Codes = codes;
    }

    public int Count { get; }

    /// <summary>[count] rows, then rows of zeros.</summary>
    public CodeBlocks Centroids { get; }

    /// <summary>The codes of all lists.</summary>
    public CodeBlocks Codes { get; }

    /// <summary>[centroid blocks · 16] floats: the root mean square distance of a list's vectors from its centroid.</summary>
    public MemoryRegion SpreadMemory { get; }

    /// <summary>[count + 1] integers: the first block of each list, and the number of blocks.</summary>
    public MemoryRegion StartMemory { get; }

    /// <summary>[blocks · 16] integers: the slot of each row, or <see cref="NoSlot"/>.</summary>
    public MemoryRegion SlotMemory { get; }

    public float* Spreads => (float*)SpreadMemory.Address;

    public int* Starts => (int*)StartMemory.Address;

    public int* Slots => (int*)SlotMemory.Address;

    public static long SpreadBytes(int count) => (long)CodeBlocks.BlocksFor(count) * CodeBlocks.BlockRows * sizeof(float);

    public static long StartBytes(int count) => ((long)count + 1) * sizeof(int);

    public static long SlotBytes(int blocks) => (long)blocks * CodeBlocks.BlockRows * sizeof(int);

    /// <summary>Checks all that would make a search read elsewhere.</summary>
    /// <exception cref="InvalidDataException">The starts are not ascending, or a slot does not exist.</exception>
    public void Require(int slots)
    {
        ReadOnlySpan<int> starts = new(Starts, Count + 1);
        for (int list = 0; list < Count; list++)
        {
            if (starts[list] > starts[list + 1])
            {
                throw new InvalidDataException($"List {list} begins at block {starts[list]}, the next at {starts[list + 1]}.");
            }
        }

        if (starts[0] != 0 || starts[Count] != Codes.Blocks)
        {
            throw new InvalidDataException($"The lists are blocks {starts[0]} to {starts[Count]}, there are {Codes.Blocks}.");
        }

        ReadOnlySpan<int> rows = new(Slots, Codes.Blocks * CodeBlocks.BlockRows);
        int bad = rows.IndexOfAnyExceptInRange(NoSlot, slots - 1);
        if (bad >= 0)
        {
            throw new InvalidDataException($"Row {bad} of the lists is slot {rows[bad]}, there are {slots}.");
        }
    }
}
