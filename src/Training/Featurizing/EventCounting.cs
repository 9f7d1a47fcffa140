using Tandem.Datasets;
using Tandem.Datasets.Events;
using Tandem.Domain;
using Tandem.Features.Popularity;

namespace Tandem.Training.Featurizing;

/// <summary>
/// Counts all events of a source into <see cref="ItemCountsBuilder"/>, row groups on several threads, with a checkpoint
/// after whole files. A part that cannot be read is reported and left out: what is counted of the others is right without it.
/// The result is the same for any number of threads and any division into files.
/// </summary>
/// <param name="source">The events.</param>
/// <param name="create">Makes counters, all alike.</param>
/// <param name="items">How many items the counters are for.</param>
/// <param name="threads">Threads, each with counters of its own.</param>
public sealed class EventCounting(IEventSource source, Func<ItemCountsBuilder> create, int items, int threads)
{
    /// <summary>A checkpoint writes 32 bytes an item; after eight events an item it costs little beside the counting.</summary>
    private const long RowsPerCheckpointAndItem = 8;

    internal ItemCountsBuilder Run(BuildCheckpoint checkpoint, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        Worker[] workers = Workers();
        if (checkpoint.HasCounts)
        {
            checkpoint.Restore(workers[0].Counts);
        }

        var left = new Queue<InputFile>(source.Files.Where(file => !checkpoint.CountedFiles.Contains(file)).Select(Open));
        long done = 0;
        long total = left.Sum(file => file.Groups.Sum(group => group.Rows));
        while (left.Count > 0 || !checkpoint.HasCounts)
        {
            var files = new List<InputFile>();
            var problems = new List<InputProblem>();
            for (long rows = 0; left.Count > 0 && rows < RowsPerCheckpointAndItem * items; rows += files[^1].Groups.Sum(group => group.Rows))
            {
                files.Add(left.Dequeue());
                problems.AddRange(files[^1].Problems);
            }

            Count(files, workers, problems, rows => progress?.Report(new ProgressReport("counting events", Interlocked.Add(ref done, rows), total)), cancellation);
            checkpoint.Counted(files.Select(file => file.Path), problems.OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.RowGroup), Sum(workers));
        }

        if (source.Files.Count > 0 && source.Files.All(file => checkpoint.Problems.Any(problem => problem.File == file && problem.RowGroup is null)))
        {
            throw new TandemException($"No file of events can be read. {checkpoint.Problems[0].File}: {checkpoint.Problems[0].Reason}");
        }

        return Sum(workers);
    }

    /// <summary>Counts everything at once, without checkpoints.</summary>
    /// <exception cref="DamagedInputException">A part cannot be read.</exception>
    public ItemCountsBuilder Count(CancellationToken cancellation = default)
    {
        Worker[] workers = Workers();
        InputFile[] files = [.. source.Files.Select(Open)];
        List<InputProblem> problems = [.. files.SelectMany(file => file.Problems)];
        Count(files, workers, problems, static _ => { }, cancellation);
        return problems.Count == 0 ? Sum(workers) : throw new DamagedInputException(problems[0].Reason);
    }

    private Worker[] Workers() => [.. Enumerable.Range(0, threads).Select(_ => new Worker(create()))];

    private void Count(
        IReadOnlyList<InputFile> files, Worker[] workers, List<InputProblem> problems, Action<long> counted, CancellationToken cancellation)
    {
        var pending = new Queue<DatasetRowGroup>(files.SelectMany(file => file.Groups));
        Parallel.ForEach(workers, new ParallelOptions { MaxDegreeOfParallelism = workers.Length, CancellationToken = cancellation }, worker =>
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                DatasetRowGroup? group;
                lock (pending)
                {
                    if (!pending.TryDequeue(out group))
                    {
                        return;
                    }
                }

                try
                {
                    source.Read(group, worker.Batch, worker.Add, cancellation);
                }
                catch (DamagedInputException damage)
                {
                    lock (problems)
                    {
                        problems.Add(new InputProblem(group.File, group.Index, group.Rows, damage.Message));
                    }
                }

                counted(group.Rows);
            }
        });
    }

    private ItemCountsBuilder Sum(Worker[] workers)
    {
        if (workers.Length == 1)
        {
            return workers[0].Counts;
        }

        ItemCountsBuilder sum = create();
        foreach (Worker worker in workers)
        {
            sum.Merge(worker.Counts);
        }

        return sum;
    }

    private InputFile Open(string file)
    {
        try
        {
            return new InputFile(file, source.Open(file), []);
        }
        catch (DamagedInputException damage)
        {
            return new InputFile(file, [], [new InputProblem(file, null, 0, damage.Message)]);
        }
    }

    private sealed record InputFile(string Path, IReadOnlyList<DatasetRowGroup> Groups, IReadOnlyList<InputProblem> Problems);

    private sealed class Worker(ItemCountsBuilder counts)
    {
        public ItemCountsBuilder Counts => counts;

        public EventBatch Batch { get; } = new();

        public void Add(EventBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                if (batch.Item[i] >= 0 && batch.Action[i] >= 0)
                {
                    counts.Add(batch.Item[i], (EventAction)batch.Action[i], batch.OccurredAt[i]);
                }
            }
        }
    }
}
