using Tandem.Datasets;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Evaluation;
using Tandem.Training.Online;

namespace Tandem.Grains.Training;

/// <summary>
/// Makes candidates: the towers as they are and, when it is time, everything counted anew from the events up to the trainer's place in the log, and
/// the blend fitted on what was taken after an earlier bundle. One thread uses it.
/// </summary>
internal sealed class CandidateBuild(TrainerParts parts)
{
    private static readonly BlendFitterOptions BlendOptions = new() { MaxUsers = 1_000 };

    private readonly TrainingOptions _options = parts.Options.Value;
    private readonly BlendBases _bases = new(parts.Artifacts);
    private long _countedAt = parts.Time.GetTimestamp();

    /// <summary>Why the last count did not take place; null when it did.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether a candidate that is made now gets new counts: not while too few orders are there to judge it.</summary>
    public bool CountIsDue(OnlineTrainer trainer, ServingModel champion) =>
        parts.Time.GetElapsedTime(_countedAt) >= _options.CountInterval
        && trainer.Counts.HeldOut >= _options.MinHeldOut
        && MomentOf(trainer) > champion.Manifest.CountsAsOf;

    public ServingModel Make(OnlineTrainer trainer, ServingModel champion, CancellationToken cancellation)
    {
        if (!CountIsDue(trainer, champion))
            return Candidate.Create(champion, trainer.Export(), trainer.Cursor);

        _countedAt = parts.Time.GetTimestamp();
        DateTimeOffset until = MomentOf(trainer);
        Interactions? events = Read(trainer, champion, until, cancellation);
        if (events is null)
            return Candidate.Create(champion, trainer.Export(), trainer.Cursor);

        ServingModel counted = Candidate.Recount(champion, trainer.Export(), trainer.Cursor, events, until, cancellation);
        return Reblend(counted, events, cancellation);
    }

    /// <summary>Keeps what the blend may be fitted by later: bundles whose counts and towers end at one moment.</summary>
    public void Keep(BundleManifest bundle, CancellationToken cancellation) => Wait(_bases.KeepAsync(bundle, _options.BlendWindow / 2, cancellation));

    private static DateTimeOffset MomentOf(OnlineTrainer trainer) => DateTimeOffset.FromUnixTimeMilliseconds(trainer.LogTime);

    private Interactions? Read(OnlineTrainer trainer, ServingModel champion, DateTimeOffset until, CancellationToken cancellation)
    {
        try
        {
            Interactions? events = CountedEvents.Read(parts.Archive, trainer, champion, until, _options.MaxCountedEvents, cancellation, out string? problem);
            Problem = problem;
            return events;
        }
        catch (DirectoryNotFoundException moved)
        {
            // A user was erased meanwhile; the next publication counts without them.
            Problem = moved.Message;
            return null;
        }
    }

    private ServingModel Reblend(ServingModel counted, Interactions events, CancellationToken cancellation)
    {
        BundleManifest manifest = counted.Manifest;
        if (manifest.CountsAsOf - (manifest.BlendUntil ?? manifest.TrainedUntil) < _options.BlendInterval)
            return counted;

        ServingModel? earlier = Wait(_bases.FindAsync(manifest.CountsAsOf - _options.BlendWindow, cancellation));
        bool same = earlier is not null && earlier.Parts.Items.Select(static item => item.ItemId).SequenceEqual(counted.Parts.Items.Select(static item => item.ItemId));
        return same ? Candidate.Reblend(counted, earlier!, events, BlendOptions, cancellation) : counted;
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
