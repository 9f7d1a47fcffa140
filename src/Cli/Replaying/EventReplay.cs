using System.Globalization;
using Tandem.Datasets;
using Tandem.Domain;

namespace Tandem.Cli.Replaying;

/// <summary>
/// Streams a dataset's events into a node in the order of time, one request after the other, and keeps its position after each answer.
/// Killed and started again it goes on there; the batch that was under way is sent again, and the node refuses what it has.
/// </summary>
internal sealed class EventReplay(HttpClient node, ReplayOptions options, TimeProvider time)
{
    private const string Stage = "replaying";

    /// <summary>
    /// Called after the last event of a period was accepted and before any later one is sent. A replay that was killed at this point
    /// calls it again when it goes on.
    /// </summary>
    public Func<ReplayPeriod, CancellationToken, Task>? PeriodEnded { get; init; }

    /// <exception cref="TandemException">The node refuses a batch or stays away, or the stored position is of another dataset.</exception>
    public async Task<ReplayReport> RunAsync(DatasetReader dataset, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        string fingerprint = ReplayCursor.FingerprintOf(dataset.Manifest);
        ReplayCursor? cursor = ReplayCursor.Load(options.CursorFile, fingerprint);
        EventsByTime events = EventsByTime.Open(dataset, options.From, options.Until, cancellation: cancellation);
        var sender = new EventSender(node, options.Patience, time);
        long started = time.GetTimestamp();
        long skipped = 0;
        long sent = 0;
        ReplayPeriod? period = cursor is null ? null : PeriodOf(DateTimeOffset.FromUnixTimeMilliseconds(cursor.At));

        IEnumerable<ShopEvent> all = events.Read(cancellation);
        var pace = new ReplayPace(options.Speed, time);
        foreach (List<ShopEvent> batch in Batches(cursor is null ? all : cursor.Rest(all, () => skipped++), pace, cancellation))
        {
            DateTimeOffset first = batch[0].OccurredAt;
            if (period is { } before && first >= before.End)
            {
                await EndAsync(before, cancellation);
            }

            await pace.WaitForAsync(batch[^1].OccurredAt, cancellation);
            await sender.SendAsync(batch, cancellation);
            cursor = ReplayCursor.Behind(cursor, fingerprint, batch);
            if (options.CursorFile is not null)
            {
                cursor.Save(options.CursorFile);
            }

            sent += batch.Count;
            period = PeriodOf(first);
            progress?.Report(new ProgressReport(Stage, skipped + sent, events.Count, Describe(batch[^1].OccurredAt, sender)));
        }

        if (period is { } last)
        {
            await EndAsync(last, cancellation);
        }

        return new ReplayReport(
            sent, sender.Accepted, sender.Duplicates, sender.Rejected, sender.FirstRejection, skipped, sender.Throttled, time.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Batches that are full, or end with what is due now, or end with a period.</summary>
    private IEnumerable<List<ShopEvent>> Batches(IEnumerable<ShopEvent> events, ReplayPace pace, CancellationToken cancellation)
    {
        List<ShopEvent> batch = [];
        foreach (ShopEvent row in events)
        {
            cancellation.ThrowIfCancellationRequested();
            bool due = pace.IsDue(row.OccurredAt);
            if (batch.Count > 0 && (batch.Count == options.BatchSize || !due || PeriodOf(row.OccurredAt) != PeriodOf(batch[0].OccurredAt)))
            {
                yield return batch;
                batch = [];
            }

            batch.Add(row);
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private ReplayPeriod? PeriodOf(DateTimeOffset moment) => options.Period is { } length ? ReplayPeriod.Of(moment, length) : null;

    private Task EndAsync(ReplayPeriod period, CancellationToken cancellation) => PeriodEnded?.Invoke(period, cancellation) ?? Task.CompletedTask;

    private static string Describe(DateTimeOffset at, EventSender sender) => string.Create(
        CultureInfo.InvariantCulture,
        $"{at:yyyy-MM-dd HH:mm}{(sender.Throttled > 0 ? $", asked to wait {sender.Throttled} times" : "")}{(sender.Rejected > 0 ? $", {sender.Rejected:N0} refused" : "")}");
}
