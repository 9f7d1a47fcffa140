using StackExchange.Redis;
using Tandem.Domain;
using Tandem.Storage.Backup;

namespace Tandem.Storage.Redis.Backup;

/// <summary>
/// One partition of the event log up to what it had when it was looked at. First the last offset that was given, then records: offset,
/// event id, user id, time of the append, body. The ids that are known as duplicates are those of the events.
/// </summary>
internal sealed class EventsPart(int partition) : BackupPart("events-" + Number(partition))
{
    private static readonly string[] Fields = ["e", "u", "t", "p"];

    public override async Task ExportAsync(RedisStore store, BackupRecordWriter writer, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        EventPartitionKeys keys = new(store, partition);
        long last = (long)await store.CallAsync(database => database.StringGetAsync(keys.Last), cancellation).ConfigureAwait(false);
        writer.Write(last);
        StreamEntry[] page;
        long after = 0;
        do
        {
            page = await store.CallAsync(
                database => database.StreamRangeAsync(keys.Log, StreamEntries.IdOf(after + 1), StreamEntries.IdOf(last), Page), cancellation).ConfigureAwait(false);
            foreach (StreamEntry entry in page)
            {
                after = StreamEntries.OffsetOf(entry.Id);
                writer.Write(after);
                foreach (string field in Fields)
                    writer.Write((byte[])entry[field]!);
            }

            progress?.Report(new ProgressReport(Name, after, last));
        }
        while (page.Length == Page);
    }

    public override async Task ImportAsync(RedisStore store, BackupRecordReader reader, CancellationToken cancellation)
    {
        EventPartitionKeys keys = new(store, partition);
        if (reader.Position.Done == 0)
        {
            // What an interrupted restore has of it goes: an entry's id cannot be given twice.
            await store.CallAsync(database => database.KeyDeleteAsync([keys.Log, keys.Ids]), cancellation).ConfigureAwait(false);
            long last = reader.ReadNumber();
            await store.CallAsync(database => database.StringSetAsync(keys.Last, last), cancellation).ConfigureAwait(false);
        }

        List<Task> writes = [];
        List<HashEntry> ids = [];
        while (!reader.IsAtEnd && ids.Count < Page)
        {
            long offset = reader.ReadNumber();
            NameValueEntry[] fields = [.. Fields.Select(field => new NameValueEntry(field, reader.Read()))];
            ids.Add(new HashEntry(fields[0].Value, offset));
            writes.Add(store.CallAsync(database => database.StreamAddAsync(keys.Log, fields, StreamEntries.IdOf(offset)), cancellation));
        }

        if (ids.Count > 0)
            writes.Add(store.DoAsync(database => database.HashSetAsync(keys.Ids, [.. ids]), cancellation));
        await Task.WhenAll(writes).ConfigureAwait(false);
    }
}
