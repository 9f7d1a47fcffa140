using Tandem.Grains.Interfaces.Events;
using Tandem.Storage;

namespace Tandem.Grains.Streaming;

/// <summary>
/// How far one partition of the event log is read and applied on this silo. Deliveries to different users end in any order; the position
/// is the offset up to which all of them have. Thread-safe.
/// </summary>
public sealed class EventPartition(int number)
{
    private readonly Lock _gate = new();

    /// <summary>Offsets that were read and not passed by the position, ascending, and those of them that are applied.</summary>
    private readonly Queue<long> _inFlight = new();
    private readonly HashSet<long> _applied = [];
    private readonly Dictionary<string, int> _inFlightOfUser = new(StringComparer.Ordinal);
    private TaskCompletionSource _moved = NewSignal();
    private long _read;
    private long _position;
    private long _target = long.MaxValue;
    private bool _reading;

    /// <summary>The partition's number in the log.</summary>
    public int Number { get; } = number;

    /// <summary>True while this silo reads the partition, from when it begins to look for its position.</summary>
    public bool Reading
    {
        get
        {
            lock (_gate)
                return _reading;
        }
    }

    /// <summary>The offset up to which every effect is stored.</summary>
    public long Position
    {
        get
        {
            lock (_gate)
                return _position;
        }
    }

    /// <summary>True once everything that was in the log at the start is applied.</summary>
    public bool CaughtUp
    {
        get
        {
            lock (_gate)
                return _position >= _target;
        }
    }

    internal long ReadTo
    {
        get
        {
            lock (_gate)
                return _read;
        }
    }

    internal int InFlight
    {
        get
        {
            lock (_gate)
                return _inFlight.Count;
        }
    }

    /// <summary>Completes when the position may have moved since the call.</summary>
    internal Task Moved
    {
        get
        {
            lock (_gate)
                return _moved.Task;
        }
    }

    /// <summary>True if nothing of the user up to this offset is still to be applied.</summary>
    internal bool IsApplied(string userId, long offset)
    {
        lock (_gate)
            return offset <= _position || (offset <= _read && !_inFlightOfUser.ContainsKey(userId));
    }

    /// <summary>This silo is going to read it; where it begins is not known yet.</summary>
    internal void Claim()
    {
        lock (_gate)
        {
            _reading = true;
            _target = long.MaxValue;
        }
    }

    /// <summary>Begins, or begins anew, after a stored position.</summary>
    internal void Start(long position, long target)
    {
        lock (_gate)
        {
            _inFlight.Clear();
            _applied.Clear();
            _inFlightOfUser.Clear();
            _read = position;
            _target = target;
            MoveTo(position);
        }
    }

    /// <summary>Another silo may read it now.</summary>
    internal void Stop()
    {
        lock (_gate)
            _reading = false;
    }

    /// <summary>Notes that these events, ascending, are on their way, and that the log has no others up to the last.</summary>
    internal void Read(IReadOnlyList<LoggedEvent> events)
    {
        lock (_gate)
        {
            foreach (LoggedEvent logged in events)
            {
                _inFlight.Enqueue(logged.Offset);
                _inFlightOfUser[logged.Event.UserId] = _inFlightOfUser.GetValueOrDefault(logged.Event.UserId) + 1;
            }

            _read = events[^1].Offset;
        }
    }

    /// <summary>The log has no events up to <paramref name="offset"/>: they were erased.</summary>
    internal void PassGap(long offset)
    {
        lock (_gate)
        {
            _read = offset;
            if (_inFlight.Count == 0)
                MoveTo(offset);
        }
    }

    /// <summary>Notes that the effect of these events, all of one user, is stored.</summary>
    internal void Applied(UserEvent[] events)
    {
        lock (_gate)
        {
            foreach (UserEvent userEvent in events)
                _applied.Add(userEvent.Offset);

            string userId = events[^1].Event.UserId;
            int left = _inFlightOfUser.GetValueOrDefault(userId) - events.Length;
            if (left > 0)
                _inFlightOfUser[userId] = left;
            else
                _inFlightOfUser.Remove(userId);

            long position = _position;
            while (_inFlight.TryPeek(out long first) && _applied.Remove(first))
                position = _inFlight.Dequeue();

            // Behind the last event on its way there may be a gap that was read over.
            if (_inFlight.Count == 0)
                position = Math.Max(position, _read);
            if (position > _position)
                MoveTo(position);
        }
    }

    private void MoveTo(long position)
    {
        _position = position;
        _moved.SetResult();
        _moved = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
