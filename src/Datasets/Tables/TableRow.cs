namespace Tandem.Datasets.Tables;

/// <summary>One row of a foreign table, all values as text.</summary>
/// <param name="Line">Line of a text file (the first is 1) or row of a Parquet file (the first is 0).</param>
/// <param name="Values">By column name; null and absent are the same.</param>
/// <param name="Raw">The row as it stands in the file, for reports.</param>
/// <param name="Problem">Why the row cannot be read; then it has no values.</param>
internal sealed record TableRow(long Line, IReadOnlyDictionary<string, string?> Values, string Raw, string? Problem = null)
{
    public static IReadOnlyDictionary<string, string?> NoValues { get; } = new Dictionary<string, string?>();
}
