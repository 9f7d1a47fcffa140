using StackExchange.Redis;
using Tandem.Domain;
using Tandem.Storage.Backup;

namespace Tandem.Storage.Redis.Backup;

/// <summary>How far each consumer of the event log is. Record: partition, consumer, offset.</summary>
internal sealed class CursorsPart(int partitions) : BackupPart("cursors")
{
    public override async Task ExportAsync(RedisStore store, BackupRecordWriter writer, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        for (int partition = 0; partition < partitions; partition++)
        {
            EventPartitionKeys keys = new(store, partition);
            foreach (HashEntry cursor in await store.CallAsync(database => database.HashGetAllAsync(keys.Cursors), cancellation).ConfigureAwait(false))
            {
                writer.Write(partition);
                writer.Write((byte[])cursor.Name!);
                writer.Write((long)cursor.Value);
            }
        }
    }

    public override Task ImportAsync(RedisStore store, BackupRecordReader reader, CancellationToken cancellation)
    {
        EventPartitionKeys keys = new(store, (int)reader.ReadNumber());
        byte[] consumer = reader.Read();
        long offset = reader.ReadNumber();
        return store.CallAsync(database => database.HashSetAsync(keys.Cursors, consumer, offset), cancellation);
    }
}
