using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>A row of <c>items</c> that was read and is to be taken or rejected.</summary>
internal sealed class OzonItemRow
{
    /// <summary>Row of the file.</summary>
    public required long Row { get; init; }

    /// <summary><see cref="IntegerCodes.NoId"/> for none.</summary>
    public required long Id { get; init; }

    public required OzonImage Image { get; init; }

    /// <summary>The item as it is written if it is taken.</summary>
    public required ItemDescription Item { get; init; }

    /// <summary>Why the row is rejected; null if it is taken.</summary>
    public string? Reason { get; set; }
}

/// <summary>The rows of a unit, row group by row group.</summary>
internal sealed class OzonItemUnit(OzonUnit unit)
{
    public OzonUnit Unit => unit;

    /// <summary>The ids that an earlier run has taken; null if the unit is to be imported.</summary>
    public IdSet? Taken { get; init; }

    public List<(List<OzonItemRow> Rows, OzonOutcome Outcome)> Groups { get; } = [];

    /// <summary>Length of all images of the table, as known after this unit; 0 when there was none up to here.</summary>
    public int ImageLength { get; set; }
}
