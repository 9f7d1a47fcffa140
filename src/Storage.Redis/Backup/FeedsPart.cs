using System.Text;
using StackExchange.Redis;
using Tandem.Domain;
using Tandem.Storage.Backup;

namespace Tandem.Storage.Redis.Backup;

/// <summary>All feeds. Record: topic, offset, record as it is stored; the offset of an empty one is the last that was given.</summary>
internal sealed class FeedsPart() : BackupPart("feeds")
{
    private const string Begin = "feed:";
    private const string End = "}:last";

    public override async Task ExportAsync(RedisStore store, BackupRecordWriter writer, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        List<string> topics = [];
        await foreach (RedisKey key in store.KeysAsync(Begin, cancellation).ConfigureAwait(false))
        {
            string rest = store.WithoutPrefix(key);
            if (rest.EndsWith(End, StringComparison.Ordinal))
                topics.Add(rest[Begin.Length..^End.Length]);
        }

        RedisFeedLog feeds = new(store);
        foreach (string topic in topics)
        {
            byte[] name = Encoding.UTF8.GetBytes(topic);
            long last = await feeds.LastOffsetAsync(topic, cancellation).ConfigureAwait(false);
            long after = 0;
            RedisValue[] page;
            do
            {
                page = await feeds.ReadStoredAsync(topic, after, Page, cancellation).ConfigureAwait(false);
                for (int i = 0; i < page.Length; i += 2)
                {
                    after = (long)page[i];
                    writer.Write(name);
                    writer.Write(after);
                    writer.Write((byte[])page[i + 1]!);
                }

                progress?.Report(new ProgressReport($"{Name}, {topic}", after, last));
            }
            while (page.Length == 2 * Page);
            writer.Write(name);
            writer.Write(Math.Max(last, after));
            writer.Write([]);
        }
    }

    public override async Task ImportAsync(RedisStore store, BackupRecordReader reader, CancellationToken cancellation)
    {
        RedisFeedLog feeds = new(store);
        List<Task> writes = [];
        while (!reader.IsAtEnd && writes.Count < Page)
        {
            string topic = Encoding.UTF8.GetString(reader.Read());
            long offset = reader.ReadNumber();
            writes.Add(feeds.PutBackAsync(topic, offset, reader.Read(), cancellation));
        }

        await Task.WhenAll(writes).ConfigureAwait(false);
    }
}
