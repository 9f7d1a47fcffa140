using Tandem.Domain;
using Tandem.Grains.Streaming;
using Tandem.Storage;

namespace Tandem.Gateway.Events;

/// <summary>Puts accepted events into the log.</summary>
internal sealed class EventIngest(IEventLog log, IReadYourWrites fence)
{
    /// <summary>Events of one append: enough to share a commit, few enough not to hold up other requests.</summary>
    private const int ChunkSize = 2_000;

    /// <summary>Returns when all events are durable. If it fails in between, sending all of them again is harmless.</summary>
    public async Task<(int Accepted, int Duplicates)> AppendAsync(List<ShopEvent> events, CancellationToken cancellation)
    {
        int accepted = 0, duplicates = 0;
        for (int start = 0; start < events.Count; start += ChunkSize)
        {
            List<ShopEvent> chunk = events.GetRange(start, Math.Min(ChunkSize, events.Count - start));
            IReadOnlyList<AppendedEvent> appended = await log.AppendAsync(chunk, cancellation);
            for (int i = 0; i < appended.Count; i++)
            {
                (int partition, long offset, bool duplicate) = appended[i];
                if (duplicate)
                    duplicates++;
                else
                    accepted++;

                fence.Record(chunk[i].UserId, partition, offset);
            }
        }

        return (accepted, duplicates);
    }
}
