using Tandem.Datasets.Columns;
using Tandem.Datasets.Importing;

namespace Tandem.Datasets.Ozon;

/// <summary>Reads the row groups of a table of events into a part, a batch of rows at a time. Used by one thread.</summary>
internal interface IOzonEventReader
{
    /// <summary>Goes to another row group.</summary>
    void Open(RowGroup columns);

    /// <summary>Reads the columns for the present batch of <paramref name="steps"/>.</summary>
    void Read(StepReader steps);

    /// <summary>Takes a row of the batch that was read, or rejects it.</summary>
    /// <param name="index">Its position in the batch.</param>
    /// <param name="row">Its row in the file.</param>
    void Take(int index, long row);
}

/// <summary>Imports <c>orders</c> or <c>tracker</c>: the units on several threads, each into a part of its own.</summary>
/// <param name="import">The import.</param>
/// <param name="table">Name of the table.</param>
/// <param name="open">Makes the reader of a unit.</param>
internal sealed class OzonEventTable(OzonImport import, string table, Func<OzonUnitRun, OzonEventPart, IOzonEventReader> open)
{
    private readonly OzonProgress _progress = import.Progress(table);

    public void Import(CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = import.Memory.EventThreads, CancellationToken = cancellation };

        // Unlike Parallel.ForEach it takes the units one by one in their order and throws what a unit threw.
        Parallel.ForEachAsync(import.Units(table), options, (unit, stop) =>
        {
            if (import.Finished(unit) is not { } finished || !TakeUp(unit, finished, stop))
            {
                Import(unit, stop);
            }

            return ValueTask.CompletedTask;
        }).GetAwaiter().GetResult();
        import.RequireAnyOf(table);
    }

    /// <summary>Learns the users of a part that an earlier run has written; false if it cannot be read.</summary>
    private bool TakeUp(OzonUnit unit, ImportedUnit finished, CancellationToken cancellation)
    {
        var users = new IdSet();
        try
        {
            if (finished.Rows > 0)
            {
                PartIds.AddTo(users, import.PartOf(unit), "user_id", cancellation);
            }
        }
        catch (DamagedInputException)
        {
            return false;
        }

        AddUsers(users);
        return true;
    }

    private void Import(OzonUnit unit, CancellationToken cancellation)
    {
        using OzonUnitRun run = import.Begin(unit);
        using var part = new OzonEventPart(import.Folder, unit);
        IOzonEventReader reader = open(run, part);
        foreach (OzonOutcome outcome in OzonGroups.Read(unit, group => Import(group, reader, cancellation), cancellation))
        {
            run.Book(outcome);
        }

        part.EndPart();
        import.End(run, part.Rows, result => part.Rows == 0 ? result : result with { First = part.First, Last = part.Last });
        AddUsers(part.Users);
    }

    private void Import(OzonGroup group, IOzonEventReader reader, CancellationToken cancellation)
    {
        var steps = new StepReader(group.Columns.Rows);
        reader.Open(group.Columns);
        while (steps.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            reader.Read(steps);
            for (int i = 0; i < steps.Rows; i++)
            {
                reader.Take(i, group.FirstRow + steps.FirstRow + i);
            }

            group.Whole += steps.Rows;
            _progress.Add(steps.Rows);
        }
    }

    private void AddUsers(IdSet users)
    {
        lock (import.Users)
        {
            import.Users.UnionWith(users);
        }
    }
}
