namespace Tandem.Features.Inspection;

/// <summary>One item's vector explained.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="SchemaHash">The fit.</param>
/// <param name="Dimension">Length of the fused vector.</param>
/// <param name="Blocks">Its blocks in their order; those of length 0 are left out.</param>
/// <param name="Nearest">The nearest other items by the whole vector, nearest first.</param>
public sealed record ItemInspection(
    string ItemId, string SchemaHash, int Dimension, IReadOnlyList<BlockInspection> Blocks, IReadOnlyList<ItemNeighbour> Nearest)
{
    /// <summary>Where the vectors came from, in words.</summary>
    public string Vectors { get; init; } = "fused anew";
}

/// <summary>What one block says of the item.</summary>
/// <param name="Block">attributes, popularity, category, image or text.</param>
/// <param name="Offset">Where it begins in the fused vector.</param>
/// <param name="Length">Its length.</param>
/// <param name="Norm">Euclidean length of its values; 0 when nothing is known.</param>
/// <param name="Says">Sentences for people.</param>
/// <param name="Nearest">The nearest other items by this block alone, nearest first; none when nothing is known of the item.</param>
public sealed record BlockInspection(
    string Block, int Offset, int Length, double Norm, IReadOnlyList<string> Says, IReadOnlyList<ItemNeighbour> Nearest)
{
    /// <summary>What the distances of the nearest items are, in words.</summary>
    public string Measure { get; init; } = "";
}

/// <param name="ItemId">The other item.</param>
/// <param name="Name">Its name; null if it has none.</param>
/// <param name="CategoryId">Its category; null if unknown.</param>
/// <param name="Distance">
/// 0 is the same place. Hyperbolic in the category block, Euclidean in popularity, 1 − cosine in the others and over all.
/// </param>
public sealed record ItemNeighbour(string ItemId, string? Name, string? CategoryId, double Distance)
{
    /// <summary>What the tree calls its category; null where it has none or does not know it.</summary>
    public string? CategoryName { get; init; }
}
