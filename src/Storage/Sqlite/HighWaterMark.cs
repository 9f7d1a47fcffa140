namespace Tandem.Storage.Sqlite;

/// <summary>A counter that never gives a number twice, over restarts and deletions. The writer advances it, everybody may read what is committed.</summary>
internal sealed class HighWaterMark(string name, long committed)
{
    private long _committed = committed;

    /// <summary>Writer only: the last number given, not necessarily committed.</summary>
    private long _pending = committed;

    public string Name { get; } = name;

    /// <summary>Called by the writer after the commit that advanced it.</summary>
    public event Action? Advanced;

    public long Committed => Volatile.Read(ref _committed);

    public long Pending => _pending;

    public bool Dirty => _pending != _committed;

    public long Next() => ++_pending;

    public void Commit()
    {
        Volatile.Write(ref _committed, _pending);
        Advanced?.Invoke();
    }

    public void RollBack() => _pending = _committed;
}
