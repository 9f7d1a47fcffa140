namespace Tandem.Datasets.Categories;

/// <summary>How a text file describes a hierarchy.</summary>
public enum CategoryFileFormat
{
    /// <summary>A line an edge, or a pair of a transitive closure: child TAB parent. A child may have several parents.</summary>
    Edges,

    /// <summary>A line a path from the root: Apparel &gt; Shoes &gt; Boots.</summary>
    Paths,

    /// <summary>
    /// Google's product taxonomy, either as nested sets ("  3 | [   4- 249] | Pet Supplies") or as published before
    /// ("2 - Animals &amp; Pet Supplies &gt; Pet Supplies").
    /// </summary>
    Google,
}
