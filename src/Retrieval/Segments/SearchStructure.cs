namespace Tandem.Retrieval;

/// <summary>What a segment builds beside its vectors.</summary>
public enum SearchStructure
{
    /// <summary>What is fastest for the number of vectors: the approximate structure for large segments, the exact one for others.</summary>
    Automatic,

    /// <summary>Every search reads every vector's code, and answers exactly.</summary>
    Exact,

    /// <summary>Inverted lists: a search reads the lists nearest to the query, as many as the wanted recall needs.</summary>
    Approximate,
}
