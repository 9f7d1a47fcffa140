namespace Tandem.Features.Popularity;

/// <summary>What a popularity fit has to know of one product.</summary>
/// <param name="CategoryId">Its category; null if unknown.</param>
/// <param name="Totals">Counts of all its variants together.</param>
public readonly record struct ProductCounts(string? CategoryId, ItemCounts Totals);
