namespace Tandem.Grains.Streaming;

/// <summary>How far the event log is applied on this silo; written by the event stream, read by everyone. Thread-safe.</summary>
public sealed class EventPartitions(int partitions)
{
    private readonly EventPartition[] _partitions = [.. Enumerable.Range(0, partitions).Select(number => new EventPartition(number))];

    /// <summary>One partition.</summary>
    public EventPartition this[int partition] => _partitions[partition];

    /// <summary>True once everything that was in the log at the start is applied, in the partitions that this silo reads.</summary>
    public bool CaughtUp
    {
        get
        {
            EventPartition[] reading = [.. _partitions.Where(partition => partition.Reading)];
            return reading.Length > 0 && reading.All(partition => partition.CaughtUp);
        }
    }
}
