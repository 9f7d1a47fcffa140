namespace Tandem.Retrieval.Searching;

/// <summary>What a search of a segment reads first.</summary>
internal enum SearchWay
{
    /// <summary>The vectors that pass.</summary>
    Rows,

    /// <summary>The codes of the rows that pass, each by itself.</summary>
    Singles,

    /// <summary>Codes of blocks of 16 rows: of lists, or of all blocks that have a row that passes.</summary>
    Blocks,
}
