namespace Tandem.Retrieval.Segments;

/// <summary>The choice of structure by the number of vectors, measured in docs/guides/retrieval.md.</summary>
internal static class SizeRule
{
    /// <summary>Fewer are as fast to read as to estimate.</summary>
    public const int MinForCodes = 1024;

    /// <summary>An exact search of fewer takes less than a tenth of a millisecond, and needs no calibration.</summary>
    public const int MinForLists = 20_000;

    public static SearchStructure Choose(SearchStructure asked, int count) =>
        asked != SearchStructure.Automatic ? asked
        : count < MinForCodes ? SearchStructure.Scan
        : count < MinForLists ? SearchStructure.Exact
        : SearchStructure.Approximate;
}
