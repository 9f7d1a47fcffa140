using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tandem.Grains.Streaming;

namespace Tandem.Gateway.Health;

/// <summary>Healthy when this gateway knows of a silo that serves.</summary>
internal sealed class ServingCheck(UserGrains users) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(users.AreOffered
            ? HealthCheckResult.Healthy("Silos that serve are known.")
            : HealthCheckResult.Unhealthy("No silo that serves is known yet."));
}
