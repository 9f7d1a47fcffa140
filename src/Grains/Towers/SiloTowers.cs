using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;

namespace Tandem.Grains.Towers;

/// <summary>Tells every silo of the cluster. A silo that cannot be reached is left to its own poll of the registry.</summary>
internal sealed partial class SiloTowers(IServiceProvider services, ISiloStatusOracle silos, ILogger<SiloTowers> logger)
    : GrainServiceClient<ITowerService>(services)
{
    /// <returns>Null, or why the first silo that refuses does.</returns>
    public Task<string?> PrepareAsync(string version) => TellAsync(service => service.PrepareAsync(version));

    /// <returns>Null, or why the first silo that refuses does.</returns>
    public Task<string?> ActivateAsync(string version) => TellAsync(service => service.ActivateAsync(version));

    private async Task<string?> TellAsync(Func<ITowerService, Task<string?>> step)
    {
        string?[] answers = await Task.WhenAll(silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(silo => TellAsync(silo, step)));
        return answers.FirstOrDefault(static answer => answer is not null);
    }

    private async Task<string?> TellAsync(SiloAddress silo, Func<ITowerService, Task<string?>> step)
    {
        try
        {
            return await step(GetGrainService(silo));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogSiloUnreachable(silo, error);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} could not be told of a bundle; it follows the registry by itself.")]
    private partial void LogSiloUnreachable(SiloAddress silo, Exception error);
}
