using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tandem.Gateway.Health;

/// <summary>Healthy until the process is told to stop; then whoever balances the load sends no more.</summary>
internal sealed class StoppingCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("The process is stopping.")
            : HealthCheckResult.Healthy("The process is not stopping."));
}
