using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Searching;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval;

public sealed unsafe partial class VectorSegment
{
    public void SearchMany(ReadOnlySpan<float> queries, int k, Span<ScoredItem> results, Span<int> counts, SearchOptions options = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        if (queries.Length != (long)counts.Length * Dimension || results.Length < (long)counts.Length * k)
        {
            throw new ArgumentException(
                $"{queries.Length} values, {counts.Length} counts and {results.Length} results do not fit queries of {Dimension} values with {k} results each.",
                nameof(queries));
        }

        options.Require();
        for (int query = 0; query < counts.Length; query++)
        {
            FiniteValues.RequireQuery(queries.Slice(query * Dimension, Dimension), Dimension);
        }

        int passing = options.Filter.CountPassing(Count);
        int wanted = Math.Min(k, passing);
        counts.Fill(wanted);
        if (wanted == 0)
        {
            return;
        }

        for (int first = 0; first < counts.Length; first += BatchScratch.MaxQueries)
        {
            int many = Math.Min(BatchScratch.MaxQueries, counts.Length - first);
            SearchBatch(queries.Slice(first * Dimension, many * Dimension), k, wanted, results[(first * k)..], options, passing);
        }

        _parts.KeepAlive();
    }

    // Queries that codes can bound go together, the others one by one.
    private void SearchBatch(ReadOnlySpan<float> queries, int k, int wanted, Span<ScoredItem> results, SearchOptions options, int passing)
    {
        SearchScratch scratch = SearchScratch.Current;
        int many = queries.Length / Dimension;
        float* padded = scratch.ReserveQueries(many, _parts.Rows.Stride);
        Span<nint> together = stackalloc nint[many];
        Span<int> places = stackalloc int[many];
        int count = 0;
        for (int i = 0; i < many; i++)
        {
            float* query = padded + (long)i * _parts.Rows.Stride;
            Prepare(queries.Slice(i * Dimension, Dimension), query);
            if (_parts.Codes is not null && WayFor(passing, wanted, null, query) == SearchWay.Blocks)
            {
                (together[count], places[count]) = ((nint)query, i);
                count++;
            }
            else
            {
                Search(query, scratch, options, passing, results.Slice(i * k, wanted));
            }
        }

        if (count == 0)
        {
            return;
        }

        Span<ScoredItem> found = scratch.Batch.ReserveResults(count * wanted);
        _searcher.ScanCodes(_parts, together[..count], scratch, options.Filter, wanted, found);
        for (int i = 0; i < count; i++)
        {
            found.Slice(i * wanted, wanted).CopyTo(results[(places[i] * k)..]);
        }
    }
}
