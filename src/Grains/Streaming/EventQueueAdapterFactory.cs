using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Streams;
using Tandem.Storage;

namespace Tandem.Grains.Streaming;

/// <summary>
/// Reads the event log as the queues of a persistent stream. Nothing is produced through the stream: the gateway appends to the log, and
/// answers when the append is durable.
/// </summary>
internal sealed class EventQueueAdapterFactory(
    IEventLog log, EventPartitions partitions, AppendFence fence, IOptions<EventStreamOptions> options, IServiceProvider services)
    : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache
{
    private readonly EventQueueMapper _mapper = new(log);
    private readonly ConcurrentDictionary<QueueId, EventCache> _caches = new();

    public string Name => EventStream.ProviderName;

    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IStreamQueueMapper GetStreamQueueMapper() => _mapper;

    /// <summary>A queue that comes back to this silo begins with an empty cache: what was in the old one is read from the log again.</summary>
    public IQueueCache CreateQueueCache(QueueId queueId) =>
        _caches[queueId] = new EventCache(partitions[EventQueueMapper.PartitionOf(queueId)], fence, options.Value.UserBatchSize);

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId)
    {
        EventPartition partition = partitions[EventQueueMapper.PartitionOf(queueId)];
        partition.Claim();
        return ActivatorUtilities.CreateInstance<EventReceiver>(services, partition);
    }

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(ActivatorUtilities.CreateInstance<UndeliverableEvents>(services, () => _caches[queueId]));

    public Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        throw new NotSupportedException("Events are appended to the event log, not sent through the stream.");
}
