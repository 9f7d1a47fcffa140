using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Tandem.Grains.Towers;

/// <summary>Lets other silos reach this one's <see cref="TowerActivator"/>.</summary>
[Reentrant]
internal sealed class TowerService(GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, TowerActivator activator)
    : GrainService(id, silo, loggers), ITowerService
{
    public Task<string?> PrepareAsync(string version) => TryAsync(activator.PrepareAsync(version));

    public Task<string?> ActivateAsync(string version) => TryAsync(activator.ActivateAsync(version));

    private static async Task<string?> TryAsync(Task step)
    {
        try
        {
            await step;
            return null;
        }
        catch (BundleRefusedException refused)
        {
            return refused.Message;
        }
    }
}
