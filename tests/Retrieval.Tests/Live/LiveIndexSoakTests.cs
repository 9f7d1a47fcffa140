using Tandem.Retrieval.Live;

namespace Tandem.Retrieval.Tests.Live;

public sealed class LiveIndexSoakTests
{
    private const int Dimension = 16;
    private const int Slots = 600;
    private const int Changes = 200_000;
    private static readonly VectorSpace Space = new(Dimension, "", "");

    // Every answer is compared with brute force over what the log of changes says for the version that answered. The small capacity
    // makes merges overlap with nearly every search.
    [Fact]
    public async Task Search_WhileWritersAndMergesGoOn_EqualsBruteForceAtThatMoment()
    {
        await using LiveIndex index = new(Space, options: new LiveIndexOptions { DeltaCapacity = 50 });
        ChangeLog log = new(index);
        Task[] writers = [.. Enumerable.Range(0, 2).Select(writer => Task.Run(() => log.Write(new Random(writer), Changes / 2), Token))];
        Task writing = Task.WhenAll(writers);
        Task<int>[] searchers = [.. Enumerable.Range(0, 2).Select(searcher => Task.Run(() => Search(index, log, new Random(100 + searcher), writing), Token))];

        await writing;
        int[] searches = await Task.WhenAll(searchers);

        Assert.All(searches, count => Assert.True(count > 100, $"Only {count} searches."));
        Assert.Equal(log.Count, index.Current.Version);
        while (index.LastCompaction is null)
        {
            await Task.Delay(1, Token);
        }

        Assert.Null(index.LastFailure);
        await index.CompactAsync(cancellation: Token);
        new Oracle(log).AssertAnswers(index.Current, new Random(7));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Search(LiveIndex index, ChangeLog log, Random random, Task writing)
    {
        Oracle oracle = new(log);
        int searches = 0;
        while (!writing.IsCompleted || searches <= 100)
        {
            oracle.AssertAnswers(index.Current, random);
            searches++;
        }

        return searches;
    }

    /// <summary>Every change in order: change i led from version i to version i + 1.</summary>
    private sealed class ChangeLog(LiveIndex index)
    {
        private readonly VectorChange[] _changes = new VectorChange[2 * Changes];
        private readonly bool[] _alive = new bool[Slots];
        private readonly Lock _order = new();

        public int Count { get; private set; }

        public VectorChange this[int version] => _changes[version];

        public void Write(Random random, int changes)
        {
            for (int done = 0; done < changes;)
            {
                lock (_order)
                {
                    // The log has a change before any search can see it.
                    int first = Count;
                    for (int i = random.Next(1, 20); i > 0; i--)
                    {
                        Add(random);
                    }

                    index.Apply(_changes[first..Count], Space);
                    done += Count - first;
                }
            }
        }

        private void Add(Random random)
        {
            int slot = random.Next(Slots);
            bool remove = _alive[slot] && random.Next(3) == 0;
            _alive[slot] = !remove;
            _changes[Count++] = remove ? VectorChange.Remove(slot) : VectorChange.Set(slot, TestVectors.Vector(random, Dimension, TestVectors.Kind.FewDistinct));
        }
    }

    /// <summary>Follows the log to the version of an index and answers from all that is there then.</summary>
    private sealed class Oracle(ChangeLog log)
    {
        private readonly float[]?[] _vectors = new float[]?[Slots];
        private long _version;

        public void AssertAnswers(SegmentedIndex index, Random random)
        {
            for (; _version < index.Version; _version++)
            {
                VectorChange change = log[(int)_version];
                _vectors[change.Slot] = change.IsRemoval ? null : change.Vector.ToArray();
            }

            float[] query = TestVectors.Vector(random, Dimension, TestVectors.Kind.Random);
            ulong[] allowed = random.Next(2) == 0 ? [] : TestVectors.Bitmap(random, Slots, 0.3);
            ScoredItem[] answer = index.Search(query, 10, new SearchOptions { Filter = new SlotFilter(allowed) });
            new NaiveIndex(_vectors).AssertAnswer(answer, query, 10, allowed);
        }
    }
}
