using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;
using Tandem.Grains.Interfaces.Events;
using Tandem.Storage;

namespace Tandem.Grains.Streaming;

/// <summary>
/// Reads one partition for its pulling agent: waits for the log's append signal, so that an event is on its way at once, and stores the
/// position behind what is applied. Its effects come first: a crash in between delivers again, and the grains skip what they have.
/// </summary>
internal sealed partial class EventReceiver(
    EventPartition partition,
    IEventLog log,
    UserGrains users,
    IOptions<EventStreamOptions> options,
    TimeProvider time,
    ILogger<EventReceiver> logger) : IQueueAdapterReceiver, IDisposable
{
    private const string Consumer = TandemStorageNames.UsersConsumer;

    private readonly EventStreamOptions _options = options.Value;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ReadPacer _pacer = new(options.Value.ReadSpacing, time);
    private Task? _checkpoints;
    private Task? _appended;

    /// <summary>The store may not answer yet; the first read tries again.</summary>
    public Task Initialize(TimeSpan timeout) => StartAsync();

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    /// <summary>The next events, by user. Waits for them for a while, and first for room when too many are on their way.</summary>
    /// <param name="maxCount">Not used: the cache takes everything, and <see cref="EventStreamOptions.MaxInFlight"/> bounds it.</param>
    /// <param name="cancellationToken">Ends the wait when the agent stops.</param>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration stop = cancellationToken.UnsafeRegister(static waiting => ((CancellationTokenSource)waiting!).Cancel(), _stopping);
        try
        {
            if (_checkpoints is null)
                await StartAsync();

            if (!users.AreOffered)
            {
                await Task.Delay(_options.IdlePoll, time, _stopping.Token);
                return [];
            }

            if (_pacer.Remaining is var pause && pause > TimeSpan.Zero)
                await Task.Delay(pause, time, _stopping.Token);

            int room = await RoomAsync();
            IReadOnlyList<LoggedEvent> events = room > 0 ? await ReadAsync(room) : [];
            if (room > 0 && events.Count == 0 && await AppendedAsync())
                events = await ReadAsync(room);
            return events.Count > 0 ? Gather(events) : [];
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return [];
        }
    }

    /// <summary>The cache tells the partition when an event is applied; nothing is left to do here.</summary>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    public async Task Shutdown(TimeSpan timeout)
    {
        partition.Stop();
        await _stopping.CancelAsync();
        if (_checkpoints is not null)
            await _checkpoints;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task StartAsync()
    {
        long position = await log.GetCursorAsync(Consumer, partition.Number, _stopping.Token);

        // A stored position, be it 0, keeps the log from trimming what was not applied yet.
        await log.SetCursorAsync(Consumer, partition.Number, position, _stopping.Token);
        partition.Start(position, await log.LastOffsetAsync(partition.Number, _stopping.Token));
        _checkpoints = Task.Run(() => CheckpointAsync(position));
    }

    private async Task<int> RoomAsync()
    {
        Task moved = partition.Moved;
        int room = _options.MaxInFlight - partition.InFlight;
        if (room > 0)
            return Math.Min(room, _options.BatchSize);

        await moved.WaitAsync(_options.IdlePoll, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Math.Clamp(_options.MaxInFlight - partition.InFlight, 0, _options.BatchSize);
    }

    private async Task<IReadOnlyList<LoggedEvent>> ReadAsync(int count)
    {
        long after = partition.ReadTo;
        long last = await log.LastOffsetAsync(partition.Number, _stopping.Token);
        IReadOnlyList<LoggedEvent> events = await log.ReadAsync(partition.Number, after, count, _stopping.Token);
        if (events.Count > 0)
        {
            partition.Read(events);
            _pacer.Found(full: events.Count == count);
        }
        else if (last > after)
            partition.PassGap(last);
        return events;
    }

    /// <summary>True if something was appended; false if it is only time to look again.</summary>
    private async Task<bool> AppendedAsync()
    {
        _appended ??= log.WaitForAppendAsync(partition.Number, partition.ReadTo, _stopping.Token).AsTask();
        await _appended.WaitAsync(_options.IdlePoll, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_appended.IsCompleted)
            return false;

        Task appended = _appended;
        _appended = null;
        await appended;
        return true;
    }

    private static IBatchContainer[] Gather(IReadOnlyList<LoggedEvent> events) =>
        [.. events.GroupBy(logged => logged.Event.UserId, StringComparer.Ordinal).Select(user => new UserEventBatch(
            StreamId.Create(EventStream.Namespace, user.Key), [.. user.Select(logged => new UserEvent(logged.Offset, logged.Event, EventTracing.ParentOf(logged)))]))];

    private async Task CheckpointAsync(long stored)
    {
        bool last;
        do
        {
            Task moved = partition.Moved;
            last = _stopping.IsCancellationRequested;
            if (partition.Position == stored && !last)
                await moved.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            long position = partition.Position;
            if (position != stored && await StoreAsync(position))
                stored = position;
            await Task.Delay(_options.CheckpointInterval, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!last);
    }

    private async Task<bool> StoreAsync(long position)
    {
        try
        {
            // Not cancelled when the silo stops: the last position spares the next start the work.
            await log.SetCursorAsync(Consumer, partition.Number, position, CancellationToken.None);
            return true;
        }
        catch (Exception error)
        {
            LogCheckpointFailed(partition.Number, error);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The position of partition {Partition} of the event log cannot be stored; trying again.")]
    private partial void LogCheckpointFailed(int partition, Exception error);
}
