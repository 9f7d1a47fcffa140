using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Searching;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Lists;

/// <summary>
/// Finds the margin for each level of recall by real searches. Without queries of the caller, sampled vectors of the segment are the
/// queries, and the vector itself is left out of truth and answer.
/// </summary>
internal sealed unsafe class RecallCalibration(
    SegmentParts parts, Searcher searcher, SegmentOptions options, IProgress<BuildProgress>? progress, CancellationToken cancellation)
{
    private const string Stage = "calibration";
    private const int MaxQueries = 2048;
    private const int BestOf = 100;
    private const int Halvings = 9;
    private const float FirstMargin = 0.25f;
    private const double Exactly = 1 - 1e-9;

    // Of the normal distribution: the true mean is below the measured one by more standard errors than this in 5 of 100 cases.
    private const double OneSided95 = 1.645;

    // Measured levels; between them the margin is interpolated.
    private static readonly double[] Levels = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995];

    private readonly VectorRows _rows = parts.Rows;

    public RecallCurve Run()
    {
        Query[] queries = Truth();
        if (queries.Length == 0)
        {
            // Nothing can be measured on no vector or on one: a curve without points leaves every search exact.
            return new RecallCurve { Points = [], TargetRecall = options.TargetRecall, VerifiedRecall = 1, Queries = 0 };
        }

        Query[] fitted = queries[..((queries.Length + 1) / 2)];
        Query[] verifying = queries.Length > 1 ? queries[fitted.Length..] : queries;
        SortedDictionary<float, double> measured = [];
        int step = 0;
        foreach (double level in Levels)
        {
            Approach(level, fitted, measured);
            progress?.Report(new BuildProgress(Stage, ++step, Levels.Length));
        }

        RecallCurve curve = new()
        {
            Points = Ascending(measured),
            TargetRecall = options.TargetRecall,
            VerifiedRecall = 1,
            Queries = fitted.Length,
        };
        return curve.MarginFor(options.TargetRecall) is { } margin
            ? curve with { VerifiedRecall = Recalls(verifying, margin).Average() }
            : curve;
    }

    // Measures margins around the level until the gap to it is small.
    private void Approach(double level, Query[] queries, SortedDictionary<float, double> measured)
    {
        float low = -FirstMargin;
        while (Measure(low) >= level && low > -16)
        {
            low *= 2;
        }

        float high = FirstMargin;
        while (Measure(high) < level && high < 16)
        {
            high *= 2;
        }

        foreach ((float margin, double recall) in measured)
        {
            (low, high) = recall < level ? (Math.Max(low, margin), high) : (low, Math.Min(high, margin));
        }

        for (int i = 0; i < Halvings && high > low; i++)
        {
            double lowRecall = Measure(low);
            double highRecall = Measure(high);
            if (highRecall - level < (1 - level) / 32 || highRecall - lowRecall < 1e-6)
            {
                return;
            }

            float middle = (low + high) / 2;
            (low, high) = Measure(middle) < level ? (middle, high) : (low, middle);
        }

        double Measure(float margin)
        {
            if (!measured.TryGetValue(margin, out double recall))
            {
                measured.Add(margin, recall = LowerLimit(Recalls(queries, margin)));
            }

            return recall;
        }
    }

    private static RecallPoint[] Ascending(SortedDictionary<float, double> measured)
    {
        List<RecallPoint> points = [];
        foreach ((float margin, double recall) in measured)
        {
            if (points.Count == 0 || recall > points[^1].Recall)
            {
                points.Add(new RecallPoint(margin, recall));
            }

            if (recall >= Exactly)
            {
                break;
            }
        }

        return [.. points];
    }

    // Of the mean over all queries of which these are a sample.
    private static double LowerLimit(double[] recalls)
    {
        double mean = recalls.Average();
        double squares = recalls.Sum(recall => (recall - mean) * (recall - mean));
        return Math.Max(0, mean - OneSided95 * Math.Sqrt(squares / Math.Max(1, recalls.Length - 1) / recalls.Length));
    }

    private double[] Recalls(Query[] queries, float margin)
    {
        double[] recalls = new double[queries.Length];
        ParallelWork.Run(queries.Length, options.Threads, Measure, cancellation);
        return recalls;

        void Measure(int i)
        {
            Query query = queries[i];
            ScoredItem[] answer = new ScoredItem[query.Best.Count];
            int found = Search(query, margin, answer);
            recalls[i] = answer.Take(found).Count(item => query.Best.Contains(item.Slot)) / (double)query.Best.Count;
        }
    }

    private int Search(Query query, float? margin, Span<ScoredItem> answer)
    {
        SearchScratch scratch = SearchScratch.Current;
        float* padded = scratch.ReserveQueries(1, _rows.Stride);
        new Span<float>(padded, _rows.Stride).Clear();
        query.Values.CopyTo(new Span<float>(padded, _rows.Stride));
        return searcher.ProbeLists(parts, padded, scratch, new SlotFilter([], query.Excluded), false, margin, answer);
    }

    private Query[] Truth()
    {
        Query[] queries = options.CalibrationQueries is { } given ? Given(given) : Sampled();
        int done = 0;
        ParallelWork.Run(queries.Length, options.Threads, Find, cancellation);
        return [.. queries.Where(query => query.Best.Count > 0)];

        void Find(int i)
        {
            int wanted = Math.Min(BestOf, _rows.Count - (queries[i].Excluded.Length > 0 ? 1 : 0));
            ScoredItem[] best = new ScoredItem[wanted];
            if (wanted > 0)
            {
                Search(queries[i], null, best);
            }

            queries[i] = queries[i] with { Best = [.. best.Select(item => item.Slot)] };
            progress?.Report(new BuildProgress("calibration: truth", Interlocked.Increment(ref done), queries.Length));
        }
    }

    private Query[] Sampled()
    {
        Random random = new(options.Seed);
        return [.. Enumerable.Range(0, Math.Min(MaxQueries, _rows.Count)).Select(_ => Sample(random.Next(_rows.Count)))];
    }

    private Query Sample(int slot)
    {
        float[] values = new float[_rows.Dimension];
        _rows.Read(slot, values);
        ulong[] excluded = new ulong[slot / 64 + 1];
        excluded[slot / 64] = 1UL << slot % 64;
        return new Query(values, excluded, []);
    }

    private Query[] Given(IVectorSource source)
    {
        if (source.Dimension != _rows.Dimension)
        {
            throw new ArgumentException($"The calibration queries have {source.Dimension} values, the vectors {_rows.Dimension}.");
        }

        Query[] queries = new Query[Math.Min(MaxQueries, source.Count)];
        for (int i = 0; i < queries.Length; i++)
        {
            float[] values = new float[source.Dimension];
            source.CopyVector((int)((long)i * source.Count / queries.Length), values);
            FiniteValues.RequireVector(values, i);
            if (options.Similarity == Similarity.Cosine)
            {
                UnitLength.Normalize(values);
            }

            queries[i] = new Query(values, [], []);
        }

        return queries;
    }

    private sealed record Query(float[] Values, ulong[] Excluded, HashSet<int> Best);
}
