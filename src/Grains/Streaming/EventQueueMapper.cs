using System.Text;
using Orleans.Streams;
using Tandem.Storage;

namespace Tandem.Grains.Streaming;

/// <summary>One queue for each partition of the log; the queue's number is the partition.</summary>
internal sealed class EventQueueMapper : IConsistentRingStreamQueueMapper
{
    private readonly IEventLog _log;
    private readonly QueueId[] _queues;

    public EventQueueMapper(IEventLog log)
    {
        _log = log;

        // Spread evenly over the ring of 32-bit hashes, so that silos get their share of the queues.
        uint step = uint.MaxValue / (uint)log.Partitions;
        _queues = [.. Enumerable.Range(0, log.Partitions).Select(partition => QueueId.GetQueueId(EventStream.ProviderName, (uint)partition, (uint)partition * step))];
    }

    public static int PartitionOf(QueueId queue) => (int)queue.GetNumericId();

    public IEnumerable<QueueId> GetAllQueues() => _queues;

    public QueueId GetQueueForStream(StreamId streamId) => _queues[_log.PartitionOf(Encoding.UTF8.GetString(streamId.Key.Span))];

    public IEnumerable<QueueId> GetQueuesForRange(IRingRange range) => _queues.Where(queue => range.InRange(queue.GetUniformHashCode()));
}
