using Tandem.Domain;
using Tandem.Retrieval;

namespace Tandem.Cli.Benchmarks.Retrieval;

/// <summary>What the sections of the benchmark share: one set of vectors, rounds that alternate, and the results.</summary>
internal sealed class RetrievalMeasuring(VectorSet set, int seed, TimeProvider time, IProgress<ProgressReport> progress, CancellationToken cancellation)
{
    /// <summary>Results a search asks for.</summary>
    public const int BestOf = 100;

    private const int Rounds = 7;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.4);
    private readonly List<BenchmarkResult> _results = [];

    public delegate void Search(ReadOnlySpan<float> query);

    public VectorSet Set => set;

    public int Seed => seed;

    public TimeProvider Time => time;

    public CancellationToken Cancellation => cancellation;

    public IReadOnlyList<BenchmarkResult> Results => _results;

    /// <summary>Where builds tell how far they are.</summary>
    public IProgress<BuildProgress> Building { get; } = new Forward(progress);

    /// <summary>Room for one answer.</summary>
    public ScoredItem[] Found { get; } = new ScoredItem[BestOf];

    public void Add(string name, double value, string unit, string? peer = null, double? peerValue = null, double? ratio = null) =>
        _results.Add(new BenchmarkResult($"{set.Name}: {name}", value, unit, peerValue is null ? null : peer, peerValue, ratio));

    /// <summary>Segments of the set; the results get the time and the memory.</summary>
    public VectorSegment Build(SearchStructure structure)
    {
        long started = time.GetTimestamp();
        VectorSegment segment = VectorSegment.Build(
            new MatrixSource(set.Vectors, set.Dimension), new SegmentOptions { Structure = structure, Seed = seed }, Building, cancellation);
        Add($"{structure} build", time.GetElapsedTime(started).TotalSeconds, "s");
        Add($"{structure} memory of a million vectors", segment.Sections.Sum(section => section.Memory.ByteCount) / (double)set.Count, "MB");
        return segment;
    }

    /// <summary>The median of each side; the sides take turns, so that what else the machine does meets all of them. First each runs alone
    /// until what it runs has been compiled in its last form; then each turn is two rounds, of which the second counts.</summary>
    /// <param name="sides">Each runs one round and gives its seconds.</param>
    public async Task<double?[]> AlternateAsync(string what, params Func<Task<double?>>[] sides)
    {
        List<double>[] seconds = [.. sides.Select(_ => new List<double>())];
        foreach (Func<Task<double?>> side in sides)
        {
            for (long started = time.GetTimestamp(); await side() is not null && time.GetElapsedTime(started) < WarmUp;)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        for (int round = 0; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress.Report(new ProgressReport($"measuring: {what}", round + 1, Rounds));
            for (int side = 0; side < sides.Length; side++)
            {
                // What the other sides left in the caches is no property of this one.
                if (await sides[side]() is not null && await sides[side]() is { } taken)
                {
                    seconds[side].Add(taken);
                }
            }
        }

        return [.. seconds.Select(static rounds => rounds.Count == 0 ? (double?)null : Median(rounds))];
    }

    /// <summary>One round of searches; seconds each.</summary>
    public Task<double?> EachAsync(int tries, Search search)
    {
        long started = time.GetTimestamp();
        for (int i = 0; i < tries; i++)
        {
            search(set.Query(i % set.QueryCount));
        }

        return Task.FromResult<double?>(time.GetElapsedTime(started).TotalSeconds / tries);
    }

    /// <summary>The same for all queries.</summary>
    public Task<double?> EachAsync(Search search) => EachAsync(set.QueryCount, search);

    /// <summary>The true answers.</summary>
    public HashSet<int>[] Truth(VectorSegment segment, SlotBitmap? allowed = null) =>
        [.. Enumerable.Range(0, set.QueryCount).Select(i => Answer(segment, i, 1, allowed).Select(static item => item.Slot).ToHashSet())];

    /// <summary>The share of the true answers that a search finds.</summary>
    public double Recall(VectorSegment segment, HashSet<int>[] truth, double recall, SlotBitmap? allowed = null) =>
        Enumerable.Range(0, set.QueryCount).Where(i => truth[i].Count > 0).Average(i =>
            Answer(segment, i, recall, allowed).Count(item => truth[i].Contains(item.Slot)) / (double)truth[i].Count);

    private ScoredItem[] Answer(VectorSegment segment, int query, double recall, SlotBitmap? allowed) =>
        segment.Search(set.Query(query), BestOf, new SearchOptions { TargetRecall = recall, Filter = allowed is null ? default : new SlotFilter(allowed.Words) });

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class Forward(IProgress<ProgressReport> progress) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => progress.Report(new ProgressReport(value.Stage, value.Done, value.Total));
    }
}
