namespace Tandem.Datasets.Importing;

/// <summary>What an import read, took and rejected. <c>Read = Taken + sum(Rejected)</c>.</summary>
public sealed record ImportReport
{
    /// <summary>The dataset that was written.</summary>
    public required DatasetManifest Manifest { get; init; }

    /// <summary>Rows of the input that were read, of all its tables.</summary>
    public required long Read { get; init; }

    /// <summary>Rows that became an event, an item or a category.</summary>
    public required long Taken { get; init; }

    /// <summary>Rows that were not taken, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Rejected { get; init; }

    /// <summary>The first <see cref="RejectedRows.SamplesPerReason"/> rejected rows of each reason.</summary>
    public required IReadOnlyList<RejectedRow> Samples { get; init; }

    /// <summary>Counts worth knowing about rows that were taken, such as cancellations without a purchase.</summary>
    public IReadOnlyDictionary<string, long> Notes { get; init; } = new Dictionary<string, long>();
}

/// <summary>One row that was not taken.</summary>
/// <param name="File">Name of the input file.</param>
/// <param name="Line">Line of a text file (the first is 1) or row of a Parquet file (the first is 0).</param>
/// <param name="Reason">Why.</param>
/// <param name="Text">The row's text, cut to <see cref="RejectedRows.ExcerptLength"/> characters in samples.</param>
public sealed record RejectedRow(string File, long Line, string Reason, string Text);
