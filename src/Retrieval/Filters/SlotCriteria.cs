namespace Tandem.Retrieval.Filters;

/// <summary>What slots must be like. All that is given must hold; the default takes every available slot.</summary>
public sealed record SlotCriteria
{
    /// <summary>A category and what is below it; null for all. An empty range takes no slot.</summary>
    public CategoryRange? Category { get; init; }

    /// <summary>Lowest price, inclusive; slots without a price do not pass. Null for any.</summary>
    public double? MinPrice { get; init; }

    /// <summary>Highest price, inclusive; slots without a price do not pass. Null for any.</summary>
    public double? MaxPrice { get; init; }

    /// <summary>True takes slots that are not available too.</summary>
    public bool IncludeUnavailable { get; init; }

    /// <summary>The only slots to take; null for all. Slots that do not exist are passed over.</summary>
    public IReadOnlyCollection<int>? Only { get; init; }

    /// <summary>Slots not to take, such as a user's history. Slots that do not exist are passed over.</summary>
    public IReadOnlyCollection<int> Except { get; init; } = [];

    /// <summary>A set that slots must be in; null for all.</summary>
    public SlotBitmap? Within { get; init; }

    internal bool HasPrice => MinPrice is not null || MaxPrice is not null;

    /// <summary>Whether facts pass; the slot's number is not looked at.</summary>
    internal bool Pass(SlotFacts facts) =>
        (facts.Available || IncludeUnavailable)
        && (Category is not { } range || range.Contains(facts.Category))
        && (MinPrice is not { } low || facts.Price >= low)
        && (MaxPrice is not { } high || facts.Price <= high);
}
