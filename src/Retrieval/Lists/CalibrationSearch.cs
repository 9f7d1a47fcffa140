using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Searching;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Lists;

/// <summary>The searches that recall is measured by.</summary>
internal sealed unsafe class CalibrationSearch(SegmentParts parts, Searcher searcher, int threads, CancellationToken cancellation)
{
    private const int BestOf = 100;

    // Of the normal distribution: the true mean is below the measured one by more standard errors than this in 5 of 100 cases.
    private const double OneSided95 = 1.645;
    private readonly VectorRows _rows = parts.Rows;

    /// <summary>The queries with their true answers, without those that have none.</summary>
    /// <param name="told">Told how many are done, from any thread.</param>
    public CalibrationQuery[] WithTruth(CalibrationQuery[] queries, Action<int> told)
    {
        CalibrationQuery[] known = new CalibrationQuery[queries.Length];
        int done = 0;
        ParallelWork.Run(queries.Length, threads, Find, cancellation);
        return [.. known.Where(static query => query.Best.Count > 0)];

        void Find(int i)
        {
            CalibrationQuery query = queries[i];
            int passing = new SlotFilter(query.Allowed, query.Excluded).CountPassing(_rows.Count);
            ScoredItem[] best = new ScoredItem[Math.Min(BestOf, passing)];
            if (best.Length > 0)
            {
                Search(query, passing, null, best);
            }

            known[i] = query with { Best = [.. best.Select(static item => item.Slot)] };
            told(Interlocked.Increment(ref done));
        }
    }

    /// <summary>The best slots of a query, however many.</summary>
    public int[] Nearest(float[] query, int count)
    {
        ScoredItem[] best = new ScoredItem[count];
        CalibrationQuery all = new(query, [], [], []);
        return [.. best.Take(Search(all, _rows.Count, null, best)).Select(static item => item.Slot)];
    }

    /// <summary>The mean recall, its lower limit at 95 % confidence, and the mean of the rows that were read.</summary>
    public (double Mean, double LowerLimit, double RowsRead) Measure(CalibrationQuery[] queries, float margin)
    {
        double[] recalls = new double[queries.Length];
        long[] blocks = new long[queries.Length];
        ParallelWork.Run(queries.Length, threads, MeasureOne, cancellation);
        double mean = recalls.Average();
        double squares = recalls.Sum(recall => (recall - mean) * (recall - mean));
        double error = Math.Sqrt(squares / Math.Max(1, recalls.Length - 1) / recalls.Length);
        return (mean, Math.Max(0, mean - OneSided95 * error), blocks.Average() * CodeBlocks.BlockRows);

        void MeasureOne(int i)
        {
            CalibrationQuery query = queries[i];
            ScoredItem[] answer = new ScoredItem[query.Best.Count];
            int passing = new SlotFilter(query.Allowed, query.Excluded).CountPassing(_rows.Count);
            int found = Search(query, passing, margin, answer);
            recalls[i] = answer.Take(found).Count(item => query.Best.Contains(item.Slot)) / (double)query.Best.Count;
            blocks[i] = SearchScratch.Current.BlocksRead;
        }
    }

    private int Search(CalibrationQuery query, int passing, float? margin, Span<ScoredItem> answer)
    {
        SearchScratch scratch = SearchScratch.Current;
        float* padded = scratch.ReserveQueries(1, _rows.Stride);
        new Span<float>(padded, _rows.Stride).Clear();
        query.Values.CopyTo(new Span<float>(padded, _rows.Stride));
        SlotFilter filter = new(query.Allowed, query.Excluded);
        double share = (double)passing / _rows.Count;
        return margin is null && SearchCost.OfSingles(passing) < SearchCost.OfBlocks(_rows.Count)
            ? searcher.ScanSingles(parts, padded, scratch, filter, exact: true, float.NegativeInfinity, answer)
            : searcher.ProbeLists(parts, padded, scratch, filter, SearchCost.IsSelective(share), margin, float.NegativeInfinity, answer);
    }
}
