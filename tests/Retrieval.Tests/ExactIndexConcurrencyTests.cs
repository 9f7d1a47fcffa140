namespace Tandem.Retrieval.Tests;

public sealed class ExactIndexConcurrencyTests
{
    private const int Dimension = 19;

    // One writer publishes pairs of an index and its naive twin; readers pin a pair and must find the two agreeing, however far the
    // writer has gone on meanwhile.
    [Fact]
    public async Task Search_PinnedSnapshotsWhileAWriterGoesOn_EqualBruteForceOnTheirOwnSnapshot()
    {
        Random random = new(1);
        float[][] vectors = TestVectors.Vectors(random, 150, Dimension, TestVectors.Kind.FewDistinct);
        Snapshot current = new(ExactIndex.Build([.. vectors.SelectMany(vector => vector)], Dimension), new NaiveIndex(vectors));
        int writing = 1;
        Task writer = Task.Run(
            () =>
            {
                for (int update = 0; update < 2_000; update++)
                {
                    Volatile.Write(ref current, Change(current, random));
                }

                Volatile.Write(ref writing, 0);
            },
            TestContext.Current.CancellationToken);
        Task<int>[] readers = [.. Enumerable.Range(0, 3).Select(reader => Task.Run(
            () =>
            {
                Random own = new(100 + reader);
                int searches = 0;
                while (searches < 20 || Volatile.Read(ref writing) == 1)
                {
                    Snapshot pinned = Volatile.Read(ref current);
                    float[] query = TestVectors.Vector(own, Dimension, TestVectors.Kind.Random);
                    pinned.Naive.AssertAnswer(pinned.Index.Search(query, 10), query, 10, []);
                    searches++;
                }

                return searches;
            },
            TestContext.Current.CancellationToken))];

        await writer;
        Assert.All(await Task.WhenAll(readers), searches => Assert.True(searches >= 20));
    }

    private static Snapshot Change(Snapshot from, Random random)
    {
        int slot = random.Next(from.Index.Count + 1);
        if (slot < from.Index.Count && random.Next(2) == 0)
        {
            return new Snapshot(from.Index.Without(slot), from.Naive.Without(slot));
        }

        float[] vector = TestVectors.Vector(random, Dimension, TestVectors.Kind.FewDistinct);
        return new Snapshot(from.Index.With(slot, vector), from.Naive.With(slot, vector));
    }

    private sealed record Snapshot(ExactIndex Index, NaiveIndex Naive);
}
