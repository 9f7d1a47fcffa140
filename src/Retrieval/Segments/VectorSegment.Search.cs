using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Lists;
using Tandem.Retrieval.Searching;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval;

public sealed unsafe partial class VectorSegment
{
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
        double share = (double)passing / Count;
        if (_parts.Lists is not null && !options.Follows)
        {
            scratch.LastKey = null;
        }

        double target = options.TargetRecall ?? Header.Recall?.TargetRecall ?? 1;
        ListReading? reading = Header.Recall?.ReadingFor(target, share);
        float floor = options.Floor ?? float.NegativeInfinity;
        return WayFor(passing, results.Length, reading, query) switch
        {
            SearchWay.Rows => _searcher.ScanRows(_parts.Rows, query, options.Filter, results),
            SearchWay.Singles => _searcher.ScanSingles(_parts, query, scratch, options.Filter, exact: target >= 1, floor, results),
            _ when _parts.Lists is null => _searcher.ScanCodes(_parts, query, scratch, options.Filter, floor, results),
            _ when options.Follows && reading is not null => _searcher.FollowLists(_parts, query, scratch, options.Filter, floor, results),
            _ => _searcher.ProbeLists(
                _parts, query, scratch, options.Filter, _parts.Singles is not null && SearchCost.IsSelective(share), reading?.Margin, floor, results),
        };
    }

    // The cheapest way that reaches the recall. Without codes of single rows, vectors stand in for them.
    private SearchWay WayFor(int passing, int wanted, ListReading? reading, float* query)
    {
        if ((_parts.Lists is null && _parts.Codes is null) || !CodesBound(query))
        {
            return SearchWay.Rows;
        }

        double few = SearchCost.OfRows(passing, wanted);
        double blocks = reading is { } lists
            ? SearchCost.OfLists(Header.Lists, lists.Rows, (double)passing / Count)
            : SearchCost.OfBlocks(Count);
        double singles = _parts.Singles is null ? double.PositiveInfinity : SearchCost.OfSingles(passing);
        return few <= Math.Min(blocks, singles) ? SearchWay.Rows : singles < blocks ? SearchWay.Singles : SearchWay.Blocks;
    }

    // Where products may overflow, a score of the float kernel need not be near the inner product that the codes estimate. All scores of a
    // query of zeros are the same, and codes would only delay that.
    private bool CodesBound(float* query)
    {
        (_, double squares) = Extent.Of(new ReadOnlySpan<float>(query, Dimension));
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
