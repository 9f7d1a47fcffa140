using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Tandem.Storage.Redis;

/// <summary>
/// Feeds, each a sorted set of offsets and a hash of records. Not a stream: a feed keeps the latest record of each key, and a stream gives
/// back the room of deleted entries only when all their neighbours are gone too.
/// </summary>
public sealed partial class RedisFeedLog(RedisStore store) : IFeedLog
{
    /// <inheritdoc/>
    public Task<long> AppendAsync(string topic, string key, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default) =>
        WriteAsync(topic, key, payload, replaces: false, cancellation);

    /// <inheritdoc/>
    public Task<long> ReplaceAsync(string topic, string key, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default) =>
        WriteAsync(topic, key, payload, replaces: true, cancellation);

    /// <inheritdoc/>
    public async Task<FeedRecord?> FindAsync(string topic, string key, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(key);
        RedisResult answer = await store.EvaluateAsync(FeedLogScripts.Find, KeysOf(topic), [key], cancellation).ConfigureAwait(false);
        return Decode((RedisValue[])answer!).SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FeedRecord>> ReadAsync(string topic, long after, int count, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
            return [];

        RedisResult answer = await store.EvaluateAsync(FeedLogScripts.Read, KeysOf(topic), [after, count], cancellation).ConfigureAwait(false);
        return Decode((RedisValue[])answer!);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string topic, long offset, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return store.EvaluateAsync(FeedLogScripts.Remove, KeysOf(topic), [offset], cancellation);
    }

    private async Task<long> WriteAsync(string topic, string key, ReadOnlyMemory<byte> payload, bool replaces, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(key);
        RedisResult answer = await store.EvaluateAsync(
            FeedLogScripts.Write, KeysOf(topic), [key, Encode(key, payload.Span), replaces], cancellation).ConfigureAwait(false);
        return (long)answer;
    }

    private RedisKey[] KeysOf(string topic)
    {
        string part = "feed:" + topic;
        return [store.Key(part, "order"), store.Key(part, "records"), store.Key(part, "keys"), store.Key(part, "last")];
    }

    /// <summary>Byte length of the key, a colon, the key in UTF-8, the payload.</summary>
    private static byte[] Encode(string key, ReadOnlySpan<byte> payload)
    {
        byte[] head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(key)}:{key}"));
        return [.. head, .. payload];
    }

    /// <summary>Offset and record in turn.</summary>
    private static List<FeedRecord> Decode(RedisValue[] answer)
    {
        List<FeedRecord> records = new(answer.Length / 2);
        for (int i = 0; i < answer.Length; i += 2)
        {
            byte[] record = (byte[])answer[i + 1]!;
            int colon = Array.IndexOf(record, (byte)':');
            int payload = colon + 1 + int.Parse(Encoding.UTF8.GetString(record, 0, colon), CultureInfo.InvariantCulture);
            records.Add(new FeedRecord((long)answer[i], Encoding.UTF8.GetString(record, colon + 1, payload - colon - 1), record[payload..]));
        }

        return records;
    }
}
