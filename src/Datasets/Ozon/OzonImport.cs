using System.Collections.Concurrent;
using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Ozon;

/// <summary>What the tables share while one import runs. Safe on several threads, as each member says.</summary>
internal sealed class OzonImport
{
    private readonly string _raw;
    private readonly OzonPlan _plan;
    private readonly ImportJournal _journal;
    private readonly IProgress<ProgressReport>? _progress;
    private readonly ConcurrentDictionary<int, ImportedUnit> _results = new();

    public OzonImport(string raw, string folder, OzonPlan plan, ImportJournal journal, OzonMemoryPlan memory, IProgress<ProgressReport>? progress)
    {
        _raw = raw;
        _plan = plan;
        _journal = journal;
        _progress = progress;
        Folder = folder;
        Memory = memory;
        TakeUp();
    }

    /// <summary>The folder that the dataset is made in.</summary>
    public string Folder { get; }

    public OzonMemoryPlan Memory { get; }

    /// <summary>Ids of the items that were taken; an event of another item is rejected. Only read while events are imported.</summary>
    public IdSet KnownItems { get; } = new();

    /// <summary>Ids of the users with events. Lock it.</summary>
    public IdSet Users { get; } = new();

    /// <summary>The results of a table, in the order of its units; complete once the table is done.</summary>
    public IReadOnlyList<ImportedUnit> Results(string table) => [.. _plan.Of(table).Select(unit => _results[unit.Order])];

    public IEnumerable<OzonUnit> Units(string table) => _plan.Of(table);

    /// <summary>The result of a unit that an earlier run has done; null if it is to be done.</summary>
    public ImportedUnit? Finished(OzonUnit unit) => _results.GetValueOrDefault(unit.Order);

    public string PartOf(OzonUnit unit) => PathOf(unit.Table == OzonSchema.Items ? DatasetLayout.ItemsFolder : DatasetLayout.EventsFolder, unit);

    /// <summary>Begins a unit.</summary>
    public OzonUnitRun Begin(OzonUnit unit)
    {
        var allowances = new Dictionary<string, long>();
        long Allowance(string reason)
        {
            // What is written is the first rows of each reason; those of earlier units that are done come before this unit's.
            if (!allowances.TryGetValue(reason, out long allowance))
            {
                long earlier = _results.Where(result => result.Key < unit.Order).Sum(result => result.Value.Rejected.GetValueOrDefault(reason));
                allowances[reason] = allowance = OzonImporter.RejectedWrittenPerReason - earlier;
            }

            return allowance;
        }

        string file = _journal.RejectedOf(unit.Key);
        File.Delete(file);
        return new OzonUnitRun(unit, _raw, new RejectedSegment(file, Allowance));
    }

    /// <summary>Ends a unit whose part has been written, if it has any rows, to <see cref="DurableFile.Next"/> of <see cref="PartOf"/>.</summary>
    public void End(OzonUnitRun run, long rows, Func<ImportedUnit, ImportedUnit> complete)
    {
        run.Dispose();
        OzonUnit unit = run.Unit;
        ImportedUnit result = complete(run.Report(_plan.SignatureOf(unit))) with
        {
            Rows = rows,
            PartLength = rows > 0 ? DurableFile.Settle(PartOf(unit)) : 0,
        };
        _journal.Done(unit.Key, result);
        _results[unit.Order] = result;
    }

    /// <summary>Begins to show progress on a table.</summary>
    public OzonProgress Progress(string table) => new(
        "importing " + table, Units(table).Where(unit => Finished(unit) is not null).Sum(unit => unit.Rows), Units(table).Sum(unit => unit.Rows), _progress);

    /// <exception cref="DamagedInputException">Nothing of the table could be read.</exception>
    public void RequireAnyOf(string table)
    {
        IReadOnlyList<ImportedUnit> results = Results(table);
        if (!results.Any(result => result.AnyReadable) && results.FirstOrDefault(result => result.Damage is not null) is { } damaged)
        {
            throw new DamagedInputException(damaged.Damage!);
        }
    }

    /// <summary>Adds the rejected rows of all units, in order.</summary>
    public void Replay(RejectedRows rejected)
    {
        foreach (OzonUnit unit in _plan.Units)
        {
            RejectedSegment.Replay(_journal.RejectedOf(unit.Key), _results[unit.Order].Rejected, rejected);
        }
    }

    /// <summary>Takes over what an earlier run has done and still holds, tells what does not, and removes all else.</summary>
    private void TakeUp()
    {
        var parts = new HashSet<string>(StringComparer.Ordinal);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        int found = _journal.Units.Count;
        foreach (OzonUnit unit in _plan.Units)
        {
            if (!_journal.Units.TryGetValue(unit.Key, out ImportedUnit? result))
            {
                continue;
            }

            bool same = result.Signature == _plan.SignatureOf(unit);
            if (same && unit.Table != OzonSchema.Categories && (result.Rows == 0 || IsWhole(PartOf(unit), result)))
            {
                _results[unit.Order] = result;
                parts.Add(PartOf(unit));
            }
            else if (!same && changed.Add(unit.File))
            {
                Say($"{unit.File} (or what it depends on) has changed since the unfinished import: importing it again");
            }
        }

        foreach (string key in _journal.Units.Keys.Except(_plan.Units.Where(unit => _results.ContainsKey(unit.Order)).Select(unit => unit.Key)))
        {
            _journal.Forget(key);
        }

        foreach (string file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(file => !parts.Contains(file)).ToArray())
        {
            File.Delete(file);
        }

        if (found > 0)
        {
            Say($"going on with an unfinished import: {_results.Count:N0} of {_plan.Units.Count:N0} parts are there");
        }
    }

    private static bool IsWhole(string part, ImportedUnit result) => new FileInfo(part) is { Exists: true } file && file.Length == result.PartLength;

    private string PathOf(string table, OzonUnit unit) => Path.Combine(Folder, table, unit.PartName);

    private void Say(string text) => _progress?.Report(new ProgressReport(text, 0, 0));
}
