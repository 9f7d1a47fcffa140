using System.Text.Json;
using Tandem.Domain;
using Tandem.Training.Checkpoints;

namespace Tandem.Training.Online;

/// <summary>The state in one file: progress first, then the engine with weights and optimiser.</summary>
public sealed partial class OnlineTrainer
{
    /// <summary>Examples read from the log at a time.</summary>
    private const int Page = 512;

    /// <summary>The bundle that a checkpoint began with and the one that was made of it; leaves the stream behind the progress.</summary>
    /// <exception cref="TandemException">The checkpoint is damaged.</exception>
    public static (string Base, string? Published) ReadLineage(Stream checkpoint)
    {
        OnlineProgress progress = ReadProgress(checkpoint);
        return (progress.Base, progress.Published);
    }

    /// <summary>Writes everything that <see cref="Restore"/> needs beside the log.</summary>
    public void Save(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var progress = new OnlineProgress(
            Base,
            Published,
            Cursor,
            LogTime,
            Steps,
            _engineSteps,
            Counts,
            Entries(_waiting),
            Entries(_ready),
            Entries(_replay.All),
            Entries(_heldOut.All),
            _lossSum,
            [.. _curve]);
        CheckpointFormat.Write(destination, JsonSerializer.Serialize(progress), 0, []);
        _engine.SaveCheckpoint(destination);
    }

    /// <summary>Continues where the checkpoint was written. This object must be new.</summary>
    /// <param name="read">Reads the log: after an offset, so many. Examples that are gone from it are left out.</param>
    /// <exception cref="TandemException">The checkpoint is damaged, or its engine is of another shape.</exception>
    public void Restore(Stream checkpoint, Func<long, int, IReadOnlyList<LoggedExample>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        OnlineProgress progress = ReadProgress(checkpoint);
        _engine.LoadCheckpoint(checkpoint);
        Base = progress.Base;
        Published = progress.Published;
        Cursor = progress.Cursor;
        LogTime = progress.LogTime;
        Steps = progress.Steps;
        _engineSteps = progress.EngineSteps;
        Counts = progress.Counts;
        _lossSum = progress.LossSum;
        _curve.AddRange(progress.Curve);
        Dictionary<long, TrainingExample> examples = Find([.. progress.Waiting, .. progress.Ready, .. progress.Replay, .. progress.HeldOut], read);
        _waiting.AddRange(Restored(progress.Waiting, examples));
        _ready.AddRange(Restored(progress.Ready, examples));
        foreach (OnlineExample example in Restored(progress.Replay, examples))
        {
            _replay.Add(example);
        }

        foreach (OnlineExample example in Restored(progress.HeldOut, examples))
        {
            _heldOut.Add(example);
        }
    }

    /// <summary>Goes on behind a place in the log: what lies before it, the bundle has learned already.</summary>
    public void StartAfter(long cursor) => Cursor = cursor;

    private static OnlineProgress ReadProgress(Stream checkpoint)
    {
        try
        {
            return JsonSerializer.Deserialize<OnlineProgress>(CheckpointFormat.Read(checkpoint).Header)
                ?? throw new TandemException("The trainer's checkpoint is empty.");
        }
        catch (JsonException error)
        {
            throw new TandemException($"The trainer's checkpoint is no progress of online training: {error.Message}", error);
        }
    }

    private static OnlineEntry[] Entries(IEnumerable<OnlineExample> examples) => [.. examples.Select(OnlineEntry.Of)];

    private static Dictionary<long, TrainingExample> Find(OnlineEntry[] entries, Func<long, int, IReadOnlyList<LoggedExample>> read)
    {
        var found = new Dictionary<long, TrainingExample>();
        var wanted = entries.Select(static entry => entry.Offset).ToHashSet();
        long last = wanted.DefaultIfEmpty(0).Max();
        for (long after = wanted.DefaultIfEmpty(1).Min() - 1; after < last;)
        {
            IReadOnlyList<LoggedExample> page = read(after, Page);
            foreach (LoggedExample logged in page)
            {
                if (logged.Example is { } example && wanted.Contains(logged.Offset))
                {
                    found[logged.Offset] = example;
                }
            }

            after = page.Count > 0 ? page[^1].Offset : last;
        }

        return found;
    }

    private IEnumerable<OnlineExample> Restored(OnlineEntry[] entries, Dictionary<long, TrainingExample> examples) =>
        entries.Where(entry => examples.ContainsKey(entry.Offset)).Select(entry => _intake.Take(entry.Offset, examples[entry.Offset], entry.Items));
}
