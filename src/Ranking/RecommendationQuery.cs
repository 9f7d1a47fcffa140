namespace Tandem.Ranking;

/// <summary>What is asked of the recommender.</summary>
public sealed record RecommendationQuery
{
    /// <summary>How many items, 1 to 500. Default 20.</summary>
    public int Count { get; init; } = 20;

    /// <summary>Where the list is shown; recorded, and may choose other blend weights. Default none.</summary>
    public string? Scenario { get; init; }

    /// <summary>Only items below this category; null for all.</summary>
    public string? Category { get; init; }

    /// <summary>Lowest price, inclusive; items without a price do not pass.</summary>
    public double? MinPrice { get; init; }

    /// <summary>Highest price, inclusive; items without a price do not pass.</summary>
    public double? MaxPrice { get; init; }

    /// <summary>Items not to show.</summary>
    public IReadOnlyCollection<string> Exclude { get; init; } = [];

    /// <summary>False leaves out what the user has ever ordered or viewed. Default true: repeats are the best signal there is.</summary>
    public bool IncludeSeen { get; init; } = true;

    /// <summary>True adds each source's contribution to the score.</summary>
    public bool Explain { get; init; }

    /// <summary>The moment of the request.</summary>
    public required DateTimeOffset Now { get; init; }
}
