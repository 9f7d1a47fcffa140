using System.Collections.Concurrent;

namespace Tandem.Storage.Sqlite;

/// <summary>All counters of a store. They are stored in the transaction that used them, once each however many numbers it took.</summary>
internal sealed class HighWaterMarks
{
    private const string Store = "INSERT INTO marks (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    private readonly ConcurrentDictionary<string, HighWaterMark> _marks = new(StringComparer.Ordinal);

    /// <summary>Writer only: marks that gave numbers in the open transaction.</summary>
    private readonly List<HighWaterMark> _used = [];

    public void Load(SqliteSession session)
    {
        SqliteStatement select = session.Prepare("SELECT name, value FROM marks");
        while (select.Step())
            _marks[select.Text(0)] = new HighWaterMark(select.Text(0), select.Int64(1));
        select.Reset();
    }

    public HighWaterMark Get(string name) => _marks.GetOrAdd(name, static key => new HighWaterMark(key, 0));

    /// <summary>Writer only, inside a transaction.</summary>
    public long Next(HighWaterMark mark)
    {
        if (!mark.Dirty)
            _used.Add(mark);
        return mark.Next();
    }

    public void Save(SqliteSession session)
    {
        foreach (HighWaterMark mark in _used)
            session.Prepare(Store).Bind(1, mark.Name).Bind(2, mark.Pending).Run();
    }

    public void Commit()
    {
        foreach (HighWaterMark mark in _used)
            mark.Commit();
        _used.Clear();
    }

    public void RollBack()
    {
        foreach (HighWaterMark mark in _used)
            mark.RollBack();
        _used.Clear();
    }
}
