using System.Globalization;
using StackExchange.Redis;

namespace Tandem.Storage.Redis;

public sealed partial class RedisFeedLog
{
    /// <summary>The last offset that was given.</summary>
    internal async Task<long> LastOffsetAsync(string topic, CancellationToken cancellation) =>
        (long)await store.CallAsync(database => database.StringGetAsync(KeysOf(topic)[3]), cancellation).ConfigureAwait(false);

    /// <summary>Offset and record as it is stored, in turn.</summary>
    internal async Task<RedisValue[]> ReadStoredAsync(string topic, long after, int count, CancellationToken cancellation) =>
        (RedisValue[])(await store.EvaluateAsync(FeedLogScripts.Read, KeysOf(topic), [after, count], cancellation).ConfigureAwait(false))!;

    /// <summary>Stores a record as it was; an empty one only says which offset was given last.</summary>
    internal Task PutBackAsync(string topic, long offset, byte[] record, CancellationToken cancellation) =>
        store.EvaluateAsync(FeedLogScripts.PutBack, KeysOf(topic), [offset.ToString(CultureInfo.InvariantCulture), record], cancellation);
}
