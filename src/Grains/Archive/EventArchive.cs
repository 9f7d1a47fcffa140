using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Tandem.Datasets.Archive;
using Tandem.Domain;
using Tandem.Storage;

namespace Tandem.Grains.Archive;

/// <summary>
/// Every accepted event, in Parquet files in the artifact store, each exactly once. The names of the files say how far the archive goes, so
/// a crash between storing a file and storing the position repeats nothing; the position only keeps the log from trimming what is not
/// archived. Thread-safe.
/// </summary>
public sealed class EventArchive(IEventLog log, IArtifactStore artifacts, IOptions<EventArchiveOptions> options, TimeProvider time) : IDisposable
{
    private const string Consumer = TandemStorageNames.ArchiveConsumer;
    private const int Page = 5_000;

    /// <summary>Writing and erasing exclude each other: a file that is on its way must not bring back what is being erased.</summary>
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>From here on the log keeps what is not archived.</summary>
    public async Task HoldLogAsync(int partition, CancellationToken cancellation = default) =>
        await log.SetCursorAsync(Consumer, partition, await log.GetCursorAsync(Consumer, partition, cancellation), cancellation);

    /// <summary>Lets the log trim what is not archived: a position from when the archive was on must not hold it for ever.</summary>
    public async Task PassAsync(int partition, CancellationToken cancellation = default) =>
        await log.SetCursorAsync(Consumer, partition, await log.LastOffsetAsync(partition, cancellation), cancellation);

    /// <summary>Writes what a partition has behind its last file.</summary>
    /// <returns>How many events were written.</returns>
    /// <exception cref="TandemException">The archive reaches beyond the log: it belongs to another one.</exception>
    public async Task<long> WriteAsync(int partition, CancellationToken cancellation = default)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            long after = (await FilesAsync(partition, cancellation)).Select(file => file.Last).DefaultIfEmpty(0).Max();
            long end = await log.LastOffsetAsync(partition, cancellation);
            if (after > end)
            {
                throw new TandemException(
                    $"The event archive has partition {partition} up to offset {after}, the log ends at {end}: the archive belongs to another log. Move the artifacts below '{EventArchiveName.Prefix}' away.");
            }

            long written = 0;
            while (await WriteFileAsync(partition, after, end, cancellation) is { } file)
            {
                written += file.Events;
                after = file.Last;
            }

            await log.SetCursorAsync(Consumer, partition, end, cancellation);
            return written;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The archived events of one user, ascending by offset.</summary>
    public async IAsyncEnumerable<ArchivedEvent> ReadUserAsync(string userId, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (EventArchiveName file in await FilesAsync(log.PartitionOf(userId), cancellation))
        {
            string folder = await artifacts.OpenFolderAsync(file.ToString(), cancellation);
            foreach (ArchivedEvent archived in EventArchiveFile.Read(folder))
            {
                if (archived.Event.UserId == userId)
                    yield return archived;
            }
        }
    }

    /// <summary>
    /// Every event that the archive and the log have, partition by partition and ascending by offset, which does not depend on how far the
    /// archive has come. It reads on the calling thread, which must be one that may wait.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">A file was written anew meanwhile, to erase a user: begin again.</exception>
    public IEnumerable<ArchivedEvent> ReadAll(CancellationToken cancellation = default)
    {
        for (int partition = 0; partition < log.Partitions; partition++)
        {
            long after = 0;
            foreach (EventArchiveName file in FilesAsync(partition, cancellation).GetAwaiter().GetResult())
            {
                foreach (ArchivedEvent archived in EventArchiveFile.Read(artifacts.OpenFolderAsync(file.ToString(), cancellation).GetAwaiter().GetResult()))
                    yield return archived;

                after = Math.Max(after, file.Last);
            }

            while (log.ReadAsync(partition, after, Page, cancellation).GetAwaiter().GetResult() is { Count: > 0 } page)
            {
                foreach (LoggedEvent logged in page)
                    yield return new ArchivedEvent(logged.Offset, logged.Event);

                after = page[^1].Offset;
            }
        }
    }

    /// <summary>Writes every file that has events of the user anew without them, and deletes the old ones.</summary>
    public async Task EraseAsync(string userId, CancellationToken cancellation = default)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            foreach (EventArchiveName file in await FilesAsync(log.PartitionOf(userId), cancellation))
            {
                string folder = await artifacts.OpenFolderAsync(file.ToString(), cancellation);
                if (EventArchiveFile.Read(folder).Any(archived => archived.Event.UserId == userId))
                    await RewriteAsync(file, EventArchiveFile.Read(folder).Where(archived => archived.Event.UserId != userId), cancellation);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private async Task<IReadOnlyList<EventArchiveName>> FilesAsync(int partition, CancellationToken cancellation)
    {
        List<EventArchiveName> files = [];
        foreach (string name in await artifacts.ListAsync(EventArchiveName.Prefix, cancellation))
        {
            if (EventArchiveName.TryParse(name, out EventArchiveName file) && file.Partition == partition)
                files.Add(file);
        }

        return EventArchiveName.Latest(files);
    }

    private async Task<(long Events, long Last)?> WriteFileAsync(int partition, long after, long end, CancellationToken cancellation)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tandem-archive-");
        try
        {
            // Where the last event's offset is known only after reading it: the name follows the content.
            long last = after;
            long events = await EventArchiveFile.WriteAsync(folder.FullName, ReadLogAsync(), cancellation);
            if (events == 0)
                return null;

            DateTime now = time.GetUtcNow().UtcDateTime;
            EventArchiveName name = new(now.Date.AddHours(now.Hour), partition, after + 1, last, Version: 1);
            await artifacts.UploadFolderAsync(folder.FullName, name.ToString(), cancellation);
            return (events, last);

            async IAsyncEnumerable<ArchivedEvent> ReadLogAsync()
            {
                int left = options.Value.MaxEventsPerFile;
                while (left > 0 && await log.ReadAsync(partition, last, Math.Min(left, Page), cancellation) is { Count: > 0 } page)
                {
                    foreach (LoggedEvent logged in page.TakeWhile(logged => logged.Offset <= end))
                    {
                        yield return new ArchivedEvent(logged.Offset, logged.Event);
                        last = logged.Offset;
                        left--;
                    }

                    if (page[^1].Offset >= end)
                        yield break;
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RewriteAsync(EventArchiveName file, IEnumerable<ArchivedEvent> kept, CancellationToken cancellation)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tandem-archive-");
        try
        {
            await EventArchiveFile.WriteAsync(folder.FullName, kept.ToAsyncEnumerable(), cancellation);

            // First the new version, which counts at once, then the old one away.
            await artifacts.UploadFolderAsync(folder.FullName, (file with { Version = file.Version + 1 }).ToString(), cancellation);
            await artifacts.DeleteAsync(file.ToString(), cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
