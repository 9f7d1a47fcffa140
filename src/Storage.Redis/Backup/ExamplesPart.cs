using StackExchange.Redis;
using Tandem.Domain;
using Tandem.Storage.Backup;

namespace Tandem.Storage.Redis.Backup;

/// <summary>
/// The examples up to what there was when they were looked at. First the last offset that was given, then records: offset, user id, places
/// of the kept labels, example. The ids that are known as duplicates are those of the kept labels.
/// </summary>
internal sealed class ExamplesPart() : BackupPart("examples")
{
    public override async Task ExportAsync(RedisStore store, BackupRecordWriter writer, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        RedisExampleLog log = new(store);
        long last = await log.LastOffsetAsync(cancellation).ConfigureAwait(false);
        writer.Write(last);
        StreamEntry[] page;
        long after = 0;
        do
        {
            page = await log.ReadEntriesAsync(after, Page, cancellation).ConfigureAwait(false);
            foreach (StreamEntry entry in page.Where(entry => StreamEntries.OffsetOf(entry.Id) <= last))
            {
                after = StreamEntries.OffsetOf(entry.Id);
                writer.Write(after);
                writer.Write((byte[])entry["u"]!);
                writer.Write((byte[])entry["k"]!);
                writer.Write((byte[])entry["p"]!);
            }

            progress?.Report(new ProgressReport(Name, after, last));
        }
        while (page.Length == Page && StreamEntries.OffsetOf(page[^1].Id) < last);
    }

    public override async Task ImportAsync(RedisStore store, BackupRecordReader reader, CancellationToken cancellation)
    {
        RedisExampleLog log = new(store);
        if (reader.Position.Done == 0)
            await log.ClearAsync(reader.ReadNumber(), cancellation).ConfigureAwait(false);

        List<Task> writes = [];
        while (!reader.IsAtEnd && writes.Count < Page)
        {
            long offset = reader.ReadNumber();
            writes.Add(log.PutBackAsync(offset, reader.Read(), reader.Read(), reader.Read(), cancellation));
        }

        await Task.WhenAll(writes).ConfigureAwait(false);
    }
}
