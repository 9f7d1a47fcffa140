using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Users;
using Tandem.Storage;

namespace Tandem.Grains.Streaming;

/// <summary>
/// Takes events from the log to the user grains: one loop a partition, which reads after the stored position, groups by user, waits until
/// every user's effect is stored and only then stores the new position. A crash in between delivers again, and the grains skip what they
/// have. One silo runs it, in the embedded node; in a cluster its place is taken by an Orleans persistent stream whose queue adapter reads
/// the same log.
/// </summary>
internal sealed partial class EventPump(
    IEventLog log,
    IGrainFactory grains,
    PumpPositions positions,
    AppendFence fence,
    DeadLetterLog deadLetters,
    IOptions<EventPumpOptions> options,
    TimeProvider time,
    GrainInstruments instruments,
    ILogger<EventPump> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly EventPumpOptions _options = options.Value;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        positions.Expect(log.Partitions);
        return Task.WhenAll(Enumerable.Range(0, log.Partitions).Select(partition => Task.Run(() => RunAsync(partition, stoppingToken), stoppingToken)));
    }

    private async Task RunAsync(int partition, CancellationToken stopping)
    {
        Task? wake = null;
        long? position = null;
        int failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                position ??= await StartAsync(partition, stopping);
                if (await PumpAsync(partition, position.Value, stopping) is { } next)
                {
                    position = next;
                }
                else
                {
                    wake ??= log.WaitForAppendAsync(partition, position.Value, stopping).AsTask();
                    await Task.WhenAny(wake, Task.Delay(_options.IdlePoll, time, stopping));
                    wake = wake.IsCompleted ? null : wake;
                }

                failures = 0;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogPartitionFailed(partition, error);
                await PauseAsync(++failures, stopping);
            }
        }
    }

    private async Task<long> StartAsync(int partition, CancellationToken stopping)
    {
        long position = await log.GetCursorAsync(TandemStorageNames.UsersConsumer, partition, stopping);

        // A stored position, be it 0, keeps the log from trimming what was not applied yet.
        await log.SetCursorAsync(TandemStorageNames.UsersConsumer, partition, position, stopping);
        positions.Start(partition, position, await log.LastOffsetAsync(partition, stopping));
        return position;
    }

    /// <summary>Applies the next batch. Returns the position behind it, or null if there is nothing new.</summary>
    private async Task<long?> PumpAsync(int partition, long after, CancellationToken stopping)
    {
        IReadOnlyList<LoggedEvent> events = await log.ReadAsync(partition, after, _options.BatchSize, stopping);
        return events.Count > 0 ? await ApplyAsync(partition, events, stopping) : await PassGapAsync(partition, after, stopping);
    }

    /// <summary>Events that were erased leave offsets without events; a reader that waits for one of them must not wait for ever.</summary>
    private async Task<long?> PassGapAsync(int partition, long after, CancellationToken stopping)
    {
        long last = await log.LastOffsetAsync(partition, stopping);
        if (last <= after || (await log.ReadAsync(partition, after, 1, stopping)).Count > 0)
            return last > after ? after : null;

        await MoveAsync(partition, last, stopping);
        return last;
    }

    private async Task<long> ApplyAsync(int partition, IReadOnlyList<LoggedEvent> events, CancellationToken stopping)
    {
        long started = time.GetTimestamp();
        Dictionary<string, List<UserEvent>> byUser = GroupByUser(events);
        await Parallel.ForEachAsync(
            byUser,
            new ParallelOptions { MaxDegreeOfParallelism = _options.ParallelUsers, CancellationToken = stopping },
            async (user, cancellation) => await DeliverAsync(user.Key, [.. user.Value], cancellation));

        long position = events[^1].Offset;
        await MoveAsync(partition, position, stopping);
        fence.Release(byUser.Keys);
        instruments.BatchPumped(time.GetElapsedTime(started));
        return position;
    }

    private async Task MoveAsync(int partition, long position, CancellationToken stopping)
    {
        await log.SetCursorAsync(TandemStorageNames.UsersConsumer, partition, position, stopping);
        positions.Advance(partition, position);
    }

    private async Task DeliverAsync(string userId, UserEvent[] events, CancellationToken stopping)
    {
        IUserGrain user = grains.GetGrain<IUserGrain>(userId);
        for (int attempt = 1; attempt <= _options.MaxAttempts; attempt++)
        {
            try
            {
                await user.ApplyAsync(events);
                return;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogDeliveryFailed(attempt, _options.MaxAttempts, error);
                instruments.DeliveryRetried();
                if (attempt < _options.MaxAttempts)
                    await PauseAsync(attempt, stopping);
            }
        }

        await DeliverOneByOneAsync(user, events, stopping);
    }

    /// <summary>Finds the events that cannot be applied, so that they do not take the good ones with them.</summary>
    private async Task DeliverOneByOneAsync(IUserGrain user, UserEvent[] events, CancellationToken stopping)
    {
        foreach (UserEvent userEvent in events)
        {
            try
            {
                await user.ApplyAsync([userEvent]);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                string reason = $"{error.GetType().Name}: {error.Message}";
                DeadLetter letter = new(userEvent.Offset, userEvent.Event, reason, _options.MaxAttempts + 1, time.GetUtcNow());

                // If this fails too, the whole store is down: the batch is tried again from the start.
                await deadLetters.AppendAsync(letter, stopping);
            }
        }
    }

    private static Dictionary<string, List<UserEvent>> GroupByUser(IReadOnlyList<LoggedEvent> events)
    {
        Dictionary<string, List<UserEvent>> byUser = new(StringComparer.Ordinal);
        foreach (LoggedEvent logged in events)
        {
            if (!byUser.TryGetValue(logged.Event.UserId, out List<UserEvent>? ofUser))
                byUser[logged.Event.UserId] = ofUser = [];

            ofUser.Add(new UserEvent(logged.Offset, logged.Event));
        }

        return byUser;
    }

    private async Task PauseAsync(int failures, CancellationToken stopping)
    {
        TimeSpan pause = _options.RetryDelay * Math.Pow(2, Math.Min(failures - 1, 16));
        await Task.Delay(pause < LongestPause ? pause : LongestPause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition} of the event log cannot be pumped; trying again.")]
    private partial void LogPartitionFailed(int partition, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery to a user failed, attempt {Attempt} of {MaxAttempts}.")]
    private partial void LogDeliveryFailed(int attempt, int maxAttempts, Exception error);
}
