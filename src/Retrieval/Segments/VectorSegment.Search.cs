using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval;

public sealed unsafe partial class VectorSegment
{
    // Below this share of passing slots their rows are read at once: cheaper than all codes, and than the codes of blocks with few of them.
    private const int ScanShare = 12;

    // The same for lists, of which more have to be read the fewer slots pass; and so few rows are read at once in any case.
    private const int ProbeShare = 100;
    private const int FewSlots = 2000;

    // Of the blocks of 16 in lists about a third have no row that passes when fewer do than this: enough to ask the filter first.
    private const int LookupShare = 16;

    public int Search(ReadOnlySpan<float> query, Span<ScoredItem> results, SearchOptions options = default)
    {
        FiniteValues.RequireQuery(query, Dimension);
        options.Require();
        int passing = options.Filter.CountPassing(Count);
        int wanted = Math.Min(results.Length, passing);
        if (wanted == 0)
        {
            return 0;
        }

        SearchScratch scratch = SearchScratch.Current;
        int found = Search(Prepare(query, scratch), scratch, options, passing, results[..wanted]);
        _parts.KeepAlive();
        return found;
    }

    public void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> slots, Span<float> scores)
    {
        FiniteValues.RequireQuery(query, Dimension);
        if (scores.Length < slots.Length)
        {
            throw new ArgumentException($"There are {slots.Length} slots, but room for {scores.Length} scores.", nameof(scores));
        }

        foreach (int slot in slots)
        {
            RequireSlot(slot);
        }

        _searcher.Score(_parts.Rows, Prepare(query, SearchScratch.Current), slots, scores);
        _parts.KeepAlive();
    }

    private int Search(float* query, SearchScratch scratch, SearchOptions options, int passing, Span<ScoredItem> results)
    {
        if (!UsesCodes(passing, options) || !CodesBound(query))
        {
            return _searcher.ScanRows(_parts.Rows, query, options.Filter, results);
        }

        return _parts.Lists is null
            ? _searcher.ScanCodes(_parts, query, scratch, options.Filter, results)
            : _searcher.ProbeLists(_parts, query, scratch, options.Filter, passing < Count / LookupShare, Margin(options, passing), results);
    }

    // The curve was measured without a filter. The fewer slots pass, the further the best of them lie, where more lists are about as near; the
    // share that may be missed is reduced by the root of the share that passes. Tests hold the recall at several shares.
    private float? Margin(SearchOptions options, int passing)
    {
        double recall = options.TargetRecall ?? Header.Recall!.TargetRecall;
        return Header.Recall!.MarginFor(1 - (1 - recall) * Math.Sqrt((double)passing / Count));
    }

    private bool UsesCodes(int passing, SearchOptions options) =>
        _parts.Lists is not null ? passing > (Margin(options, passing) is null ? Count / ScanShare : Math.Max(FewSlots, Count / ProbeShare))
        : _parts.Codes is not null && passing > Count / ScanShare;

    // Where products may overflow, a score of the float kernel need not be near the inner product that the codes estimate. All scores of a
    // query of zeros are the same, and codes would only delay that.
    private bool CodesBound(float* query)
    {
        double squares = 0;
        for (int i = 0; i < Dimension; i++)
        {
            squares += (double)query[i] * query[i];
        }

        return squares > 0 && Math.Sqrt(squares) * _parts.Bounds.VectorNorm < float.MaxValue / 2;
    }

    private float* Prepare(ReadOnlySpan<float> query, SearchScratch scratch)
    {
        float* padded = scratch.ReserveQueries(1, _parts.Rows.Stride);
        Prepare(query, padded);
        return padded;
    }

    private void Prepare(ReadOnlySpan<float> query, float* padded)
    {
        query.CopyTo(new Span<float>(padded, Dimension));
        new Span<float>(padded + Dimension, _parts.Rows.Stride - Dimension).Clear();
        if (Similarity == Similarity.Cosine)
        {
            UnitLength.Normalize(new Span<float>(padded, Dimension));
        }
    }
}
