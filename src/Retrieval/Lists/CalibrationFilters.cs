using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Lists;

/// <summary>
/// Filters of one share in two kinds, since real ones lie between them: slots anywhere, as a price or a stock lets pass, and the slots nearest to a
/// vector, as a category does. Each serves many queries.
/// </summary>
internal sealed class CalibrationFilters(CalibrationSearch search, VectorRows rows, int passing, int seed)
{
    private const int FiltersOfKind = 4;
    private const int FittingQueries = 256;
    private const int VerifyingQueries = 128;
    private readonly Random _random = new(unchecked(seed * 31 + passing));

    /// <summary>[2] kinds of queries with filters, to fit to.</summary>
    public CalibrationQuery[][] Fitting(CalibrationQuery[] drawn) => Queries(drawn, 0, FittingQueries);

    /// <summary>[2] kinds of others.</summary>
    public CalibrationQuery[][] Verifying(CalibrationQuery[] drawn) => Queries(drawn, FittingQueries, VerifyingQueries);

    private CalibrationQuery[][] Queries(CalibrationQuery[] drawn, int first, int count) =>
    [
        With(drawn, first, count, [.. Enumerable.Range(0, FiltersOfKind).Select(_ => Anywhere())]),
        With(drawn, first, count, [.. Enumerable.Range(0, FiltersOfKind).Select(_ => Region())]),
    ];

    // The second filter is another one than the first, also where so few queries were drawn that they serve twice.
    private CalibrationQuery[] With(CalibrationQuery[] drawn, int first, int count, ulong[][] filters) =>
        search.WithTruth(
            [.. Enumerable.Range(first, Math.Min(count, drawn.Length)).Select(i => drawn[i % drawn.Length] with { Allowed = filters[i % filters.Length] })],
            static _ => { });

    private ulong[] Anywhere()
    {
        SlotBitmap allowed = new(rows.Count);
        double share = (double)passing / rows.Count;
        for (int slot = 0; slot < rows.Count; slot++)
        {
            if (_random.NextDouble() < share)
            {
                allowed.Add(slot);
            }
        }

        return allowed.Words.ToArray();
    }

    private ulong[] Region()
    {
        float[] centre = new float[rows.Dimension];
        rows.Read(_random.Next(rows.Count), centre);
        SlotBitmap allowed = new(rows.Count);
        foreach (int slot in search.Nearest(centre, passing))
        {
            allowed.Add(slot);
        }

        return allowed.Words.ToArray();
    }
}
