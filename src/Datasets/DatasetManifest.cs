using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>What <c>dataset.json</c> says of a dataset folder.</summary>
public sealed record DatasetManifest
{
    /// <summary>The layout this version reads and writes.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>Version of the folder layout and the Parquet columns.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>A short name for reports.</summary>
    public required string Name { get; init; }

    /// <summary>True when a generator made the data; every report says so.</summary>
    public bool Simulated { get; init; }

    /// <summary>Where the rows came from: the importer and its input's file name.</summary>
    public required string Source { get; init; }

    /// <summary>The action that a recommendation is meant to lead to, and that evaluation counts: <c>order</c> or <c>delivered</c>.</summary>
    public EventAction Outcome { get; init; } = EventAction.Order;

    /// <summary>Users whose id begins with this are anonymous baskets: they teach, but they are never evaluated or served. Null: none.</summary>
    public string? AnonymousUserPrefix { get; init; }

    public long Events { get; init; }

    public long Users { get; init; }

    public long Items { get; init; }

    public long Categories { get; init; }

    /// <summary>Length of the image vectors; 0 when no item has one.</summary>
    public int ImageDimension { get; init; }

    /// <summary>Length of the text vectors; 0 when no item has one.</summary>
    public int TextVectorDimension { get; init; }

    public DateTimeOffset? FirstEventAt { get; init; }

    public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>Rows that were read and not taken, by reason.</summary>
    public IReadOnlyDictionary<string, long> Rejected { get; init; } = new Dictionary<string, long>();
}
