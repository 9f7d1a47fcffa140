namespace Tandem.Retrieval;

/// <summary>What a segment builds beside its vectors.</summary>
public enum SearchStructure
{
    /// <summary>What is fastest for the number of vectors.</summary>
    Automatic,

    /// <summary>Nothing: every search reads every vector.</summary>
    Scan,

    /// <summary>8-bit codes: every search reads every vector's code and the vectors that may be among the best. Exact.</summary>
    Exact,

    /// <summary>
    /// 8-bit codes in inverted lists: a search reads the lists nearest to the query, as many as the wanted recall needs; all of them for an
    /// exact answer.
    /// </summary>
    Approximate,
}
