using System.Runtime.CompilerServices;
using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Kernels;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Searching;

internal sealed unsafe partial class Searcher<TRows, TCodes>
{
    private const int QueriesAtOnce = 4;

    // Blocks that all queries are multiplied with before the next ones are read: 16 KB of codes of 128 dimensions stay in the first cache.
    private const int BlocksAtOnce = 2 * BlocksOfWord;

    public override void ScanCodes(
        SegmentParts parts, ReadOnlySpan<nint> queries, SearchScratch scratch, SlotFilter filter, int k, Span<ScoredItem> results)
    {
        VectorRows rows = parts.Rows;
        BatchScratch batch = scratch.Batch;
        EncodedQuery* encoded = stackalloc EncodedQuery[BatchScratch.MaxQueries];
        for (int i = 0; i < queries.Length; i++)
        {
            batch.Codes[i].Encode(new ReadOnlySpan<float>((float*)queries[i], rows.Dimension), parts.Bounds, narrow: true);
            batch.Candidates[i].Reset(k);
            encoded[i] = batch.Codes[i].Encoded;
        }

        // The kernel takes four queries; what it says of the repeated last one is not read.
        for (int i = queries.Length; i % QueriesAtOnce != 0; i++)
        {
            encoded[i] = encoded[queries.Length - 1];
        }

        ScanBlocks(parts.Codes!, rows.Count, encoded, queries.Length, batch, filter);
        for (int i = 0; i < queries.Length; i++)
        {
            Rerank(rows, (float*)queries[i], batch.Codes[i].Norm, batch.Candidates[i], results.Slice(i * k, k));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScanBlocks(
        CodeBlocks codes, int count, EncodedQuery* encoded, int queries, BatchScratch batch, SlotFilter filter)
    {
        int* dots = stackalloc int[QueriesAtOnce * BlockRows];
        uint* masks = stackalloc uint[BlocksAtOnce];
        int words = (count + WordSlots - 1) / WordSlots;
        for (int word = filter.FirstWord(0, words); word < words; word = filter.FirstWord(word + BlocksAtOnce / BlocksOfWord, words))
        {
            int firstBlock = word * BlocksOfWord;
            for (int i = 0; i < BlocksAtOnce; i++)
            {
                int block = firstBlock + i;
                ulong mask = Passing(filter, block / BlocksOfWord, count);
                masks[i] = (uint)(mask >> block % BlocksOfWord * BlockRows) & AllRows;
            }

            for (int first = 0; first < queries; first += QueriesAtOnce)
            {
                int tile = Math.Min(QueriesAtOnce, queries - first);
                for (int i = 0; i < BlocksAtOnce; i++)
                {
                    if (masks[i] != 0)
                    {
                        int block = firstBlock + i;
                        TCodes.Dot16x4(codes.Block(block), codes.Groups, encoded + first, dots);
                        for (int query = 0; query < tile; query++)
                        {
                            AddPassing(
                                dots + query * BlockRows,
                                codes.ScalesOf(block),
                                batch.Codes[first + query],
                                masks[i],
                                block * BlockRows,
                                batch.Candidates[first + query]);
                        }
                    }
                }
            }
        }
    }

    // The slots of a word that pass and exist; none past the last word.
    private static ulong Passing(SlotFilter filter, int word, int count)
    {
        int left = count - word * WordSlots;
        return left <= 0 ? 0 : left < WordSlots ? filter.Word(word) & (1UL << left) - 1 : filter.Word(word);
    }
}
