namespace Tandem.Retrieval.Lists;

/// <summary>How a search reads lists.</summary>
/// <param name="Margin">How far below the k-th best score so far the key of the next list may be, in units of the query's norm.</param>
/// <param name="Rows">Rows of the lists that this will read, on average.</param>
internal readonly record struct ListReading(float Margin, double Rows);
