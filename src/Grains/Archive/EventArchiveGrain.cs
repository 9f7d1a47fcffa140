using Orleans.Placement;
using Tandem.Grains.Interfaces.Archive;

namespace Tandem.Grains.Archive;

/// <summary>Gives each partition's archive one writer in the cluster. A turn lasts as long as its files take.</summary>
[GrainType("event-archive")]
[HashBasedPlacement]
internal sealed class EventArchiveGrain(EventArchive archive) : Grain, IEventArchiveGrain
{
    public Task<long> WriteAsync() => archive.WriteAsync((int)this.GetPrimaryKeyLong());

    public Task EraseAsync(string userId) => archive.EraseAsync(userId);
}
