using System.Globalization;
using Tandem.Domain;
using Tandem.Storage.Backup;

namespace Tandem.Storage.Redis.Backup;

/// <summary>One file of a cluster's backup: how it is read from Redis and written into another.</summary>
internal abstract class BackupPart(string name)
{
    /// <summary>Entries that go over the wire at a time: Redis serves nobody else while it puts an answer together.</summary>
    protected const int Page = 500;

    /// <summary>The file's name.</summary>
    public string Name { get; } = name;

    /// <summary>All of them in the order of <see cref="RedisBackup"/>.</summary>
    public static IEnumerable<BackupPart> InOrder(int partitions) =>
    [
        new CursorsPart(partitions),
        new StatesPart(),
        .. Enumerable.Range(0, partitions).Select(static partition => new EventsPart(partition)),
        new ExamplesPart(),
        new FeedsPart(),
    ];

    public abstract Task ExportAsync(RedisStore store, BackupRecordWriter writer, IProgress<ProgressReport>? progress, CancellationToken cancellation);

    /// <summary>Reads the next records, at least one, and stores them; to store them twice changes nothing.</summary>
    public abstract Task ImportAsync(RedisStore store, BackupRecordReader reader, CancellationToken cancellation);

    protected static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
