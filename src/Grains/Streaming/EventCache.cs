using Orleans.Streams;
using Tandem.Grains.Interfaces.Events;

namespace Tandem.Grains.Streaming;

/// <summary>
/// The events of one partition that are read and not applied yet, by user. A user has one delivery at a time; what arrives meanwhile waits
/// and goes out in the next one, so a busy user gets few large batches. Used in the turns of its pulling agent only.
/// </summary>
internal sealed class EventCache(EventPartition partition, AppendFence fence, int userBatchSize) : IQueueCache
{
    private readonly Dictionary<StreamId, Queue<UserEvent>> _waiting = [];
    private readonly Dictionary<StreamId, UserEventBatch> _failed = [];

    /// <summary>The receiver waits for room itself.</summary>
    public int GetMaxAddCount() => QueueAdapterConstants.UNLIMITED_GET_QUEUE_MSG;

    public bool IsUnderPressure() => false;

    public void AddToCache(IList<IBatchContainer> messages)
    {
        foreach (UserEventBatch batch in messages.Cast<UserEventBatch>())
        {
            if (!_waiting.TryGetValue(batch.StreamId, out Queue<UserEvent>? waiting))
                _waiting[batch.StreamId] = waiting = new Queue<UserEvent>(batch.Events.Length);

            foreach (UserEvent userEvent in batch.Events)
                waiting.Enqueue(userEvent);
        }
    }

    /// <summary>Nothing stays once it is delivered; positions are stored by the receiver.</summary>
    public bool TryPurgeFromCache(out IList<IBatchContainer> purgedItems)
    {
        purgedItems = [];
        return false;
    }

    /// <summary>A cursor over what waits for one user, whatever the token: the grain skips what it has.</summary>
    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token) => new EventCacheCursor(this, streamId);

    /// <summary>The batch whose delivery to this user failed, if there is one; it is the caller's now.</summary>
    public UserEventBatch? TakeFailed(StreamId streamId) => _failed.Remove(streamId, out UserEventBatch? batch) ? batch : null;

    /// <summary>Puts events back to be delivered before all others of their user.</summary>
    public void Return(StreamId streamId, UserEvent[] events)
    {
        IEnumerable<UserEvent> later = _waiting.TryGetValue(streamId, out Queue<UserEvent>? waiting) ? waiting : [];
        _waiting[streamId] = new Queue<UserEvent>(events.Concat(later));
    }

    /// <summary>The effect of these events, ascending, is stored.</summary>
    public void Applied(UserEvent[] events)
    {
        partition.Applied(events);
        fence.Applied(events[^1].Event.UserId, events[^1].Offset);
    }

    internal UserEventBatch? Next(StreamId streamId)
    {
        if (!_waiting.TryGetValue(streamId, out Queue<UserEvent>? waiting))
            return null;

        var events = new UserEvent[Math.Min(waiting.Count, userBatchSize)];
        for (int i = 0; i < events.Length; i++)
            events[i] = waiting.Dequeue();
        if (waiting.Count == 0)
            _waiting.Remove(streamId);
        return new UserEventBatch(streamId, events);
    }

    internal void Failed(UserEventBatch batch) => _failed[batch.StreamId] = batch;
}
