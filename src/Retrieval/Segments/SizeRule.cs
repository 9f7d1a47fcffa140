namespace Tandem.Retrieval.Segments;

/// <summary>The choice of structure by the number of vectors.</summary>
internal static class SizeRule
{
    /// <summary>Fewer vectors of common lengths fit the second-level cache as they are.</summary>
    public const int MinForCodes = 1024;

    /// <summary>An exact search of fewer takes about a tenth of a millisecond, and needs neither clustering nor calibration.</summary>
    public const int MinForLists = 20_000;

    public static SearchStructure Choose(SearchStructure asked, int count) =>
        count == 0 ? SearchStructure.Scan
        : asked != SearchStructure.Automatic ? asked
        : count < MinForCodes ? SearchStructure.Scan
        : count < MinForLists ? SearchStructure.Exact
        : SearchStructure.Approximate;
}
