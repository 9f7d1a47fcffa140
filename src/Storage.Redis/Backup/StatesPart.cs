using StackExchange.Redis;
using Tandem.Domain;
using Tandem.Storage.Backup;

namespace Tandem.Storage.Redis.Backup;

/// <summary>The grain states. Record: the key without the prefix, the value.</summary>
internal sealed class StatesPart() : BackupPart("states")
{
    private const string Begin = "state:";

    /// <summary>What else a cluster may have; anything beyond it is a newer program's, and a backup without it would be a trap.</summary>
    private static readonly string[] Known = ["events:", "examples}", "feed:", "settings}", Begin];

    public override async Task ExportAsync(RedisStore store, BackupRecordWriter writer, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        List<RedisKey> page = new(Page);
        long done = 0;
        await foreach (RedisKey key in store.KeysAsync(string.Empty, cancellation).ConfigureAwait(false))
        {
            string rest = store.WithoutPrefix(key);
            if (!Known.Any(known => rest.StartsWith(known, StringComparison.Ordinal)))
                throw new TandemException($"Redis at {store.Name} has '{key}', which this program does not know. Use the `tandem` of the version that the cluster runs.");
            if (!rest.StartsWith(Begin, StringComparison.Ordinal))
                continue;

            page.Add(key);
            if (page.Count == Page)
                await FlushAsync().ConfigureAwait(false);
        }

        await FlushAsync().ConfigureAwait(false);

        async Task FlushAsync()
        {
            RedisValue[] values = await Task.WhenAll(
                page.Select(key => store.CallAsync(database => database.StringGetAsync(key), cancellation))).ConfigureAwait(false);
            for (int i = 0; i < values.Length; i++)
            {
                // Cleared since the key was seen.
                if (values[i].IsNull)
                    continue;
                writer.Write(System.Text.Encoding.UTF8.GetBytes(store.WithoutPrefix(page[i])));
                writer.Write((byte[])values[i]!);
            }

            done += page.Count;
            progress?.Report(new ProgressReport(Name, done, 0));
            page.Clear();
        }
    }

    public override async Task ImportAsync(RedisStore store, BackupRecordReader reader, CancellationToken cancellation)
    {
        List<Task> writes = [];
        while (!reader.IsAtEnd && writes.Count < Page)
        {
            RedisKey key = store.WithPrefix(System.Text.Encoding.UTF8.GetString(reader.Read()));
            byte[] value = reader.Read();
            writes.Add(store.CallAsync(database => database.StringSetAsync(key, value), cancellation));
        }

        await Task.WhenAll(writes).ConfigureAwait(false);
    }
}
