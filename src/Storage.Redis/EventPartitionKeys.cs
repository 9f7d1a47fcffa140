using System.Globalization;
using StackExchange.Redis;

namespace Tandem.Storage.Redis;

/// <summary>The keys of one partition of the event log; they share a hash tag.</summary>
internal sealed class EventPartitionKeys
{
    public EventPartitionKeys(RedisStore store, int partition)
    {
        string part = string.Create(CultureInfo.InvariantCulture, $"events:{partition}");
        Log = store.Key(part, "log");
        Ids = store.Key(part, "ids");
        Last = store.Key(part, "last");
        Cursors = store.Key(part, "cursors");
        AppendedKey = store.Key(part, "appended");
        Appended = store.Channel(part, "appended");
    }

    /// <summary>Stream: <c>OFFSET-0</c> to event id, user id, time of the append in Unix milliseconds, body.</summary>
    public RedisKey Log { get; }

    /// <summary>Hash: event id to offset.</summary>
    public RedisKey Ids { get; }

    /// <summary>The last offset that was given.</summary>
    public RedisKey Last { get; }

    /// <summary>Hash: consumer to offset.</summary>
    public RedisKey Cursors { get; }

    /// <summary>The channel's name as a script gets it.</summary>
    public RedisKey AppendedKey { get; }

    /// <summary>Tells of each append, with the last offset.</summary>
    public RedisChannel Appended { get; }
}
