namespace Tandem.Retrieval;

/// <summary>What an approximate search with one margin finds, as measured when the segment was built.</summary>
/// <param name="Margin">How far below the k-th best score so far the key of the next list may be, in units of the query's norm.</param>
/// <param name="Recall">The share of the true best 100 that was found: the lower limit, at 95 % confidence, of the mean over all queries.</param>
/// <param name="RowsRead">Rows of the lists that were read, on average.</param>
public sealed record RecallPoint(float Margin, double Recall, double RowsRead);
