namespace Tandem.Retrieval;

/// <summary>The recall of an approximate search by its margin when a filter lets a share of all slots pass.</summary>
public sealed record FilteredRecall
{
    /// <summary>The share of all slots that pass, above 0 and below 1.</summary>
    public required double Share { get; init; }

    /// <summary>Ascending in margin and in recall. Recall is the lower one of filters of random slots and filters of whole regions.</summary>
    public required IReadOnlyList<RecallPoint> Points { get; init; }

    /// <summary>The recall at the target, measured with queries and filters that the points were not fitted to.</summary>
    public required double VerifiedRecall { get; init; }
}
