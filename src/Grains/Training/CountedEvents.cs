using Tandem.Datasets;
using Tandem.Datasets.Archive;
using Tandem.Domain;
using Tandem.Grains.Archive;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Online;

namespace Tandem.Grains.Training;

/// <summary>The events that a bundle is counted from anew: all that the archive and the log have, if they have those of the champion.</summary>
internal static class CountedEvents
{
    /// <summary>
    /// Share of the champion's events that must be there. Users who were erased since are missing rightly; a node that never had the past of its
    /// shop must not take a few days for all of it.
    /// </summary>
    private const double LeastShare = 0.9;

    /// <param name="most">With more events none are given.</param>
    /// <param name="problem">Why there are none; else null.</param>
    public static Interactions? Read(
        EventArchive archive, OnlineTrainer trainer, ServingModel champion, DateTimeOffset until, int most, CancellationToken cancellation, out string? problem)
    {
        BundleManifest manifest = champion.Manifest;
        if (manifest.CountedEvents is not { } expected)
        {
            problem = $"Bundle {manifest.Version} does not say how many events it was counted from. Refresh or train it with this version of tandem.";
            return null;
        }

        EventAction outcome = manifest.Outcome is { } name && EventActions.TryParse(name, out EventAction parsed) ? parsed : EventAction.Order;
        var collector = new InteractionsCollector(champion.Parts.Items.Select(static item => item.ItemId), outcome, manifest.AnonymousUserPrefix);
        long known = 0;
        foreach (ArchivedEvent archived in archive.ReadAll(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            if (archived.Event.OccurredAt > until || !trainer.MayCount(archived.Event))
                continue;

            int before = collector.Count;
            collector.Add(archived.Event);
            known += archived.Event.OccurredAt <= manifest.CountsAsOf ? collector.Count - before : 0;
            if (collector.Count > most)
            {
                problem = $"There are more than {most} events until {until:u}, the most that may be counted ({TrainingOptions.Section}:MaxCountedEvents).";
                return null;
            }
        }

        problem = known >= LeastShare * expected
            ? null
            : $"Archive and log have {known} of the {expected} events that bundle {manifest.Version} was counted from. Counts stay; use `tandem refresh`, or replay the shop's past into the node.";
        return problem is null ? collector.Build() : null;
    }
}
