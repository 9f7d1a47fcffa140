using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tandem.Grains.Streaming;

namespace Tandem.Gateway.Health;

/// <summary>Healthy when the events that were in the log at the start are applied.</summary>
internal sealed class EventsCheck(EventPartitions partitions) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(partitions.CaughtUp
            ? HealthCheckResult.Healthy("All events from before the start are applied.")
            : HealthCheckResult.Unhealthy("Events from before the start are still being applied."));
}
