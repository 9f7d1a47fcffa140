using FsCheck.Xunit;
using Tandem.Retrieval.Candidates;
using Tandem.Retrieval.Codes;
using Tandem.Retrieval.Lists;
using Tandem.Retrieval.Searching;
using Tandem.Retrieval.Segments;

namespace Tandem.Retrieval.Tests.Searching;

public sealed unsafe class FilteredListsTests
{
    [Property(MaxTest = 30)]
    public void Filtered_EachExactWay_SameAnswerToTheBit(int seed)
    {
        Random random = new(seed);
        int dimension = random.Next(1, 40);
        int count = random.Next(1, 900);
        SegmentOptions options = new() { Instructions = TestPaths.Any(random), MaxThreads = 1 };
        TestVectors.Kind kind = (TestVectors.Kind)random.Next(6);
        VectorRows rows = VectorRows.Allocate(count, dimension, options.Storage);
        foreach (int slot in Enumerable.Range(0, count))
        {
            rows.Write(slot, TestVectors.Vector(random, dimension, kind));
        }

        Searcher searcher = Searcher.For(options.Instructions, options.Storage);
        RowCodes singles = RowCodes.Allocate(count, dimension);
        (InvertedLists lists, CodeBounds bounds) = ListBuild.Run(rows, singles, searcher, options, null, TestContext.Current.CancellationToken);
        SegmentParts parts = new(rows, null, lists, singles, bounds);
        float[] query = TestVectors.Vector(random, dimension, kind);
        ulong[] allowed = TestVectors.Bitmap(random, count, random.NextDouble() / 4);

        ScoredItem[] first = Probe(selective: true);

        Assert.All(first, item => Assert.True(new SlotFilter(allowed).Passes(item.Slot)));
        Assert.Equal(Probe(selective: false), first);
        Assert.Equal(SingleRows(), first);

        ScoredItem[] Probe(bool selective)
        {
            ScoredItem[] found = new ScoredItem[20];
            int written = searcher.ProbeLists(
                parts, Padded(), SearchScratch.Current, new SlotFilter(allowed), selective, null, float.NegativeInfinity, found);
            parts.KeepAlive();
            return found[..written];
        }

        ScoredItem[] SingleRows()
        {
            ScoredItem[] found = new ScoredItem[20];
            int written = searcher.ScanSingles(
                parts, Padded(), SearchScratch.Current, new SlotFilter(allowed), exact: true, float.NegativeInfinity, found);
            parts.KeepAlive();
            return found[..written];
        }

        float* Padded()
        {
            float* padded = SearchScratch.Current.ReserveQueries(1, rows.Stride);
            new Span<float>(padded, rows.Stride).Clear();
            query.CopyTo(new Span<float>(padded, rows.Stride));
            return padded;
        }
    }
}
