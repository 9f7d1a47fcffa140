namespace Tandem.Retrieval.Searching;

/// <summary>
/// What the ways to search cost, in units of reading the codes of one row of many blocks that follow one another. They decide which way is taken, so a wrong one costs
/// time and never recall. Measured on one processor (docs/decisions/0026-codes-of-single-rows.md).
/// </summary>
internal static class SearchCost
{
    /// <summary>Reading and scoring a vector anywhere in memory.</summary>
    private const double Row = 10;

    /// <summary>Reading the codes of a row anywhere in memory.</summary>
    private const double Single = 2.8;

    /// <summary>Reading the codes of one row of a list: lists lie anywhere, and many of their rows are candidates.</summary>
    private const double ListRow = 1.6;

    /// <summary>Asking the filter for one row of a list.</summary>
    private const double Lookup = 0.6;

    /// <summary>Scoring and ranking one centroid.</summary>
    private const double List = 0.8;

    /// <summary>How many vectors are scored in full for a result, when their codes were read first.</summary>
    private const double RowsOfResult = 1.4;

    /// <summary>Whether the filter is to be asked first, and only the codes read that pass.</summary>
    /// <param name="share">The share of all slots that pass.</param>
    public static bool IsSelective(double share) => Lookup + share * Single < ListRow;

    /// <summary>Reading lists.</summary>
    /// <param name="rows">Rows of the lists that are read.</param>
    public static double OfLists(int lists, double rows, double share) => lists * List + rows * Math.Min(ListRow, Lookup + share * Single);

    /// <summary>Reading the codes of blocks that have a row that passes.</summary>
    public static double OfBlocks(int count) => count;

    /// <summary>Reading the codes of all slots that pass, each by itself.</summary>
    public static double OfSingles(int passing) => passing * Single;

    /// <summary>Reading the vectors of all slots that pass, in place of their codes and then those of the best.</summary>
    /// <param name="wanted">How many results are asked for, at most <paramref name="passing"/>.</param>
    public static double OfRows(int passing, int wanted) => Math.Max(0, passing - RowsOfResult * wanted) * Row;
}
