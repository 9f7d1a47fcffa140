namespace Tandem.Retrieval.Searching;

/// <summary>
/// What the ways to search cost, in units of reading the code of one row of a list. They decide which way is taken, so a wrong one costs
/// time and never recall. Row comes from a sweep on one processor (docs/decisions/0013-indexes-in-the-bundle.md); the others are estimates.
/// </summary>
internal static class SearchCost
{
    /// <summary>Reading and scoring a vector anywhere in memory.</summary>
    private const double Row = 6;

    /// <summary>Asking the filter for one row of a list.</summary>
    private const double Lookup = 0.3;

    /// <summary>Scoring and ranking one centroid.</summary>
    private const double List = 0.8;

    /// <summary>Below this share of passing slots their vectors cost less than all codes, which an exact search reads one after the other.</summary>
    public const int ExactShare = 12;

    /// <summary>Whether the filter is to be asked first, and the vectors that pass read in place of codes.</summary>
    /// <param name="share">The share of all slots that pass.</param>
    public static bool IsSelective(double share) => Lookup + share * Row < 1;

    /// <summary>Reading lists.</summary>
    /// <param name="rows">Rows of the lists that are read.</param>
    public static double OfLists(int lists, double rows, double share) => lists * List + rows * Math.Min(1, Lookup + share * Row);

    /// <summary>Reading the vectors of all slots that pass.</summary>
    public static double OfRows(int passing) => passing * Row;
}
