using Orleans.Concurrency;
using Tandem.Grains.Interfaces.Towers;

namespace Tandem.Grains.Towers;

/// <summary>Lets those who are no silo use this one's <see cref="TowerPublisher"/>. The registry's compare-and-set keeps publications apart.</summary>
[GrainType("tower-publisher")]
[StatelessWorker]
[Reentrant]
internal sealed class TowerPublisherGrain(TowerPublisher publisher) : Grain, ITowerPublisherGrain
{
    public Task<TowerRegistry> KnownAsync() => publisher.KnownAsync();

    public async Task<TowerPublication> ActivateAsync(string version, string? expected)
    {
        try
        {
            return new TowerPublication(await publisher.ActivateAsync(version, expected));
        }
        catch (BundleRefusedException refused)
        {
            return new TowerPublication(null, refused.Message, refused.Missing);
        }
    }
}
