using System.Globalization;
using System.Threading.Channels;
using Tandem.Datasets.Archive;
using Tandem.Domain;
using Tandem.Storage;

namespace Tandem.Grains.Archive;

/// <summary>
/// Puts the events of before a node's first day into its archive, where they are counted, rebuilt from and erased like those that it accepted
/// itself. They have offsets below 0: they were never in its log.
/// </summary>
public static class PastArchive
{
    /// <summary>Events that wait for each partition's file, at most.</summary>
    private const int Waiting = 1_000;

    private const long FirstOffset = -(1L << 40);

    /// <summary>Writes one file for each partition that has events; a partition that has its past already is left as it is.</summary>
    /// <param name="partitions">Of the node's event log.</param>
    /// <param name="events">In the order in which they are to be kept.</param>
    /// <returns>How many events were written.</returns>
    public static async Task<long> WriteAsync(
        IArtifactStore artifacts, int partitions, IEnumerable<ShopEvent> events, DateTimeOffset now, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tandem-past-");
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            Channel<ArchivedEvent>[] channels = [.. Enumerable.Range(0, partitions).Select(static _ => Channel.CreateBounded<ArchivedEvent>(Waiting))];
            Task<long>[] files = [.. channels.Select((channel, partition) => WriteFileAsync(artifacts, folder, channel.Reader, partition, now, failed))];
            Exception? broken = null;
            try
            {
                await DistributeAsync(channels, events, failed.Token);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                broken = error;
            }

            foreach (Channel<ArchivedEvent> channel in channels)
                channel.Writer.Complete(broken);

            return (await Task.WhenAll(files)).Sum();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task DistributeAsync(Channel<ArchivedEvent>[] channels, IEnumerable<ShopEvent> events, CancellationToken cancellation)
    {
        long[] next = new long[channels.Length];
        Array.Fill(next, FirstOffset);
        foreach (ShopEvent shopEvent in events)
        {
            int partition = PartitionHash.PartitionOf(shopEvent.UserId, channels.Length);
            await channels[partition].Writer.WriteAsync(new ArchivedEvent(next[partition]++, shopEvent), cancellation);
        }
    }

    private static async Task<long> WriteFileAsync(
        IArtifactStore artifacts, DirectoryInfo parent, ChannelReader<ArchivedEvent> events, int partition, DateTimeOffset now, CancellationTokenSource failed)
    {
        try
        {
            string folder = Path.Combine(parent.FullName, partition.ToString("D4", CultureInfo.InvariantCulture));
            long written = await EventArchiveFile.WriteAsync(folder, events.ReadAllAsync(failed.Token), failed.Token);
            DateTime utc = now.UtcDateTime;
            EventArchiveName name = new(utc.Date.AddHours(utc.Hour), partition, First: 0, Last: 0, Version: 1);
            if (written > 0)
                await artifacts.UploadFolderAsync(folder, name.ToString(), failed.Token);

            return written;
        }
        catch
        {
            // The others need not wait for events that nobody takes.
            await failed.CancelAsync();
            throw;
        }
    }
}
