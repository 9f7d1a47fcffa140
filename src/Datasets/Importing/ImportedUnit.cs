namespace Tandem.Datasets.Importing;

/// <summary>What became of one unit of an import: some row groups of one input file.</summary>
internal sealed record ImportedUnit
{
    /// <summary>Of the inputs that the unit depends on.</summary>
    public required string Signature { get; init; }

    /// <summary>Rows that were read or, where they cannot be, are lost.</summary>
    public long Read { get; init; }

    public long Taken { get; init; }

    /// <summary>True if at least one row could be read.</summary>
    public bool AnyReadable { get; init; }

    /// <summary>The first thing that could not be read; null for none.</summary>
    public string? Damage { get; init; }

    /// <summary>Rows of the part that was written.</summary>
    public long Rows { get; init; }

    /// <summary>Bytes of the part; 0 when there is none.</summary>
    public long PartLength { get; init; }

    /// <summary>Milliseconds since 1970-01-01 UTC of the earliest event; null without events.</summary>
    public long? First { get; init; }

    /// <summary>The same of the latest.</summary>
    public long? Last { get; init; }

    /// <summary>Length of all images of the table, as known after this unit; 0 when there was none up to here.</summary>
    public int ImageLength { get; init; }

    /// <summary>True if an item with an image was taken.</summary>
    public bool HasImages { get; init; }

    /// <summary>Rows that were not taken, by reason.</summary>
    public IReadOnlyDictionary<string, long> Rejected { get; init; } = new Dictionary<string, long>();
}
