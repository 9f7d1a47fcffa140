using Microsoft.Extensions.Logging;

namespace Tandem.Silo.Cluster;

/// <summary>A gateway that starts before the silos waits for them, until it is stopped.</summary>
internal sealed partial class UntilSilosAreThere(TimeProvider time, ILogger<UntilSilosAreThere> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogWaiting(exception.Message);
        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo can be reached yet, trying again: {Reason}")]
    private partial void LogWaiting(string reason);
}
