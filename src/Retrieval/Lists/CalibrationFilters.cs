using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Lists;

/// <summary>
/// Filters of one share in two kinds, since real ones lie between them: slots anywhere, as a price or a stock lets pass, and the slots nearest to a
/// vector, as a category does. Each serves many queries.
/// </summary>
internal sealed class CalibrationFilters(CalibrationSearch search, VectorRows rows, int passing, SegmentOptions options)
{
    private const int FiltersOfKind = 4;

    // Parts of the sample, of each kind: a filtered search reads more than one without a filter.
    private const int FittingPart = 8;
    private const int VerifyingPart = 16;
    private readonly Random _random = new(unchecked(options.Seed * 31 + passing));
    private readonly int _fitting = options.CalibrationSample / FittingPart;

    /// <summary>[2] kinds of queries with filters, to fit to.</summary>
    public CalibrationQuery[][] Fitting(CalibrationQuery[] drawn) => Queries(drawn, 0, _fitting);

    /// <summary>[2] kinds of others.</summary>
    public CalibrationQuery[][] Verifying(CalibrationQuery[] drawn) => Queries(drawn, _fitting, options.CalibrationSample / VerifyingPart);

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
