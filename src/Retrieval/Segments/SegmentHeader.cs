namespace Tandem.Retrieval;

/// <summary>What has to be known of a segment, beside its sections, to open it again. Plain values: can be written as JSON.</summary>
public sealed record SegmentHeader
{
    /// <summary>Products of 15-bit queries and 8-bit codes over this many dimensions still fit an integer with 8 bits of the query left.</summary>
    internal const int MaxDimension = 65536;

    public required int Dimension { get; init; }

    public required int Count { get; init; }

    public required Similarity Similarity { get; init; }

    public required VectorStorage Storage { get; init; }

    /// <summary>Of the 8-bit codes; null when the segment has none.</summary>
    public CodeBounds? Bounds { get; init; }

    /// <summary>Whether the codes are there once more, each row by itself. False in segments that were written before there were such.</summary>
    public bool HasSingles { get; init; }

    /// <summary>Inverted lists; 0 when the segment has none.</summary>
    public int Lists { get; init; }

    /// <summary>Blocks of 16 rows in all lists.</summary>
    public int ListBlocks { get; init; }

    /// <summary>Of the lists; null when the segment has none.</summary>
    public RecallCurve? Recall { get; init; }

    /// <exception cref="InvalidDataException">The values cannot be those of a segment.</exception>
    internal void Require()
    {
        if (Dimension is < 1 or > MaxDimension || Count < 0)
        {
            throw new InvalidDataException($"A segment has from 0 vectors of 1 to {MaxDimension} values, not {Count} of {Dimension}.");
        }

        if (!Enum.IsDefined(Similarity) || !Enum.IsDefined(Storage))
        {
            throw new InvalidDataException($"Similarity {Similarity} or storage {Storage} is unknown.");
        }

        if (Lists < 0 || (Lists > 0 && (Bounds is null || Recall is null || ListBlocks is < 0 or > int.MaxValue / 16)))
        {
            throw new InvalidDataException($"A segment cannot have {Lists} lists of {ListBlocks} blocks with{(Bounds is null ? "out bounds of its codes" : Recall is null ? "out a recall curve" : " them")}.");
        }

        Bounds?.Require();
        Recall?.Require();
    }
}
