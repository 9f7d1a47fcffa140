using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tandem.Grains.Catalog;

namespace Tandem.Gateway.Health;

/// <summary>Healthy when a bundle is loaded.</summary>
internal sealed class BundleCheck(CatalogueHolder catalogue) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(catalogue.BundleVersion is { } version
            ? HealthCheckResult.Healthy($"Bundle {version} is loaded.")
            : HealthCheckResult.Unhealthy("No bundle is loaded; train and publish one."));
}
