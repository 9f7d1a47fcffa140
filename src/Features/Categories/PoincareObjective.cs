namespace Tandem.Features.Categories;

/// <summary>What a node of an embedding is to be near to.</summary>
public enum PoincareObjective
{
    /// <summary>To its parent first, then to the ancestors above it, then to all others: best for reading a tree back (Hit@1).</summary>
    Parent,

    /// <summary>To each of its ancestors rather than to any other node, as in the paper: best for a closure (MAP).</summary>
    Ancestors,
}
