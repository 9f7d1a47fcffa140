using System.Collections.Concurrent;

namespace Tandem.Grains.Streaming;

/// <summary>How far the pump has come in each partition; written by the pump, read and awaited by everyone. Thread-safe.</summary>
public sealed class PumpPositions
{
    private readonly ConcurrentDictionary<int, Partition> _partitions = new();
    private volatile int _expected = int.MaxValue;

    /// <summary>True once the pump has applied, in every partition, what was in the log when the silo started.</summary>
    public bool CaughtUp => _partitions.Count >= _expected && _partitions.Values.All(partition => partition.Position >= partition.Target);

    /// <summary>Events of the log's state at the start that are still to be applied, counted as offsets.</summary>
    public long Behind => _partitions.Values.Sum(partition => Math.Max(0, partition.Target - partition.Position));

    /// <summary>The offset up to which effects are stored; 0 before the pump started.</summary>
    public long PositionOf(int partition) => _partitions.TryGetValue(partition, out Partition? known) ? known.Position : 0;

    /// <summary>Completes when the position may have moved since the call; check again after it.</summary>
    internal Task MovedAsync(int partition) => Of(partition).Moved;

    internal void Expect(int partitions) => _expected = partitions;

    internal void Start(int partition, long position, long target)
    {
        Partition started = Of(partition);
        started.Target = target;
        started.MoveTo(position);
    }

    internal void Advance(int partition, long position) => Of(partition).MoveTo(position);

    private Partition Of(int partition) => _partitions.GetOrAdd(partition, _ => new Partition());

    private sealed class Partition
    {
        private TaskCompletionSource _moved = NewSignal();
        private long _position;
        private long _target = long.MaxValue;

        public long Position => Interlocked.Read(ref _position);

        public long Target
        {
            get => Interlocked.Read(ref _target);
            set => Interlocked.Exchange(ref _target, value);
        }

        public Task Moved => Volatile.Read(ref _moved).Task;

        public void MoveTo(long position)
        {
            Interlocked.Exchange(ref _position, position);
            Interlocked.Exchange(ref _moved, NewSignal()).SetResult();
        }

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
