using Tandem.Retrieval.Searching;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Lists;

/// <summary>
/// The recall curves of a segment. Without queries of the caller, sampled vectors of the segment are the queries, and the vector itself is left
/// out of truth and answer.
/// </summary>
internal sealed class RecallCalibration(
    SegmentParts parts, Searcher searcher, SegmentOptions options, IProgress<BuildProgress>? progress, CancellationToken cancellation)
{
    private const string Stage = "calibration";
    private const string FilterStage = "calibration: filters";

    // How near a level has to be measured, as a share of what the level may miss.
    private const double Nearness = 1.0 / 32;
    private const double FilteredNearness = 1.0 / 8;

    // Measured levels; between them the margin is interpolated.
    private static readonly double[] Levels = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995];
    private static readonly double[] FilteredLevels = [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999];

    // Each calibrated share is this part of the one before, and of the smallest so many slots pass.
    private const int ShareStep = 4;
    private const int MinPassing = 1000;
    private readonly VectorRows _rows = parts.Rows;
    private readonly CalibrationSearch _search = new(parts, searcher, options.Threads, cancellation);

    public RecallCurve Run()
    {
        CalibrationQuery[] drawn = options.CalibrationQueries is { } given ? Given(given) : Sampled();
        CalibrationQuery[] queries = _search.WithTruth(drawn, done => progress?.Report(new BuildProgress("calibration: truth", done, drawn.Length)));
        if (queries.Length == 0)
        {
            // Nothing can be measured on no vector or on one: a curve without points leaves every search exact.
            return new RecallCurve { Points = [], Filtered = [], TargetRecall = options.TargetRecall, VerifiedRecall = 1, Queries = 0, Vectors = _rows.Count };
        }

        CalibrationQuery[] fitted = queries[..((queries.Length + 1) / 2)];
        CalibrationQuery[] verifying = queries.Length > 1 ? queries[fitted.Length..] : queries;
        RecallCurve curve = new()
        {
            Points = Fit([fitted], Levels, Nearness, Stage),
            Filtered = [],
            TargetRecall = options.TargetRecall,
            VerifiedRecall = 1,
            Queries = fitted.Length,
            Vectors = _rows.Count,
        };
        return curve with
        {
            Filtered = [.. Filtered(drawn)],
            VerifiedRecall = curve.ReadingFor(options.TargetRecall, 1) is { } reading ? _search.Measure(verifying, reading.Margin).Mean : 1,
        };
    }

    private RecallPoint[] Fit(CalibrationQuery[][] kinds, double[] levels, double nearness, string stage)
    {
        CurveFit fit = new(_search, kinds, nearness);
        for (int i = 0; i < levels.Length; i++)
        {
            fit.Approach(levels[i]);
            progress?.Report(new BuildProgress(stage, i + 1, levels.Length));
        }

        return fit.Ascending();
    }

    private IEnumerable<FilteredRecall> Filtered(CalibrationQuery[] drawn)
    {
        double share = 1.0 / ShareStep;
        for (int passing = _rows.Count / ShareStep; passing >= MinPassing; passing /= ShareStep, share /= ShareStep)
        {
            CalibrationFilters filters = new(_search, _rows, passing, options);
            CalibrationQuery[][] fitted = filters.Fitting(drawn);
            RecallPoint[] points = Fit(fitted, FilteredLevels, FilteredNearness, FilterStage);
            RecallCurve alone = new() { Points = points, Filtered = [], TargetRecall = options.TargetRecall, VerifiedRecall = 1, Queries = 0 };
            ListReading? reading = alone.ReadingFor(options.TargetRecall, 1);
            yield return new FilteredRecall
            {
                Share = share,
                Points = points,
                VerifiedRecall = reading is { } at ? filters.Verifying(drawn).Min(kind => _search.Measure(kind, at.Margin).Mean) : 1,
            };

            double rows = reading?.Rows ?? points[^1].RowsRead;
            if (SearchCost.OfLists(parts.Lists!.Count, rows, share) >= SearchCost.OfSingles(passing))
            {
                yield break;
            }
        }
    }

    private CalibrationQuery[] Sampled()
    {
        Random random = new(options.Seed);
        return [.. Enumerable.Range(0, Math.Min(options.CalibrationSample, _rows.Count)).Select(_ => Sample(random.Next(_rows.Count)))];
    }

    private CalibrationQuery Sample(int slot)
    {
        float[] values = new float[_rows.Dimension];
        _rows.Read(slot, values);
        ulong[] excluded = new ulong[slot / 64 + 1];
        excluded[slot / 64] = 1UL << slot % 64;
        return new CalibrationQuery(values, [], excluded, []);
    }

    private CalibrationQuery[] Given(IVectorSource source)
    {
        if (source.Dimension != _rows.Dimension)
        {
            throw new ArgumentException($"The calibration queries have {source.Dimension} values, the vectors {_rows.Dimension}.");
        }

        CalibrationQuery[] queries = new CalibrationQuery[Math.Min(options.CalibrationSample, source.Count)];
        for (int i = 0; i < queries.Length; i++)
        {
            float[] values = new float[source.Dimension];
            source.CopyVector((int)((long)i * source.Count / queries.Length), values);
            FiniteValues.RequireVector(values, i);
            if (options.Similarity == Similarity.Cosine)
            {
                UnitLength.Normalize(values);
            }

            queries[i] = new CalibrationQuery(values, [], [], []);
        }

        return queries;
    }
}
