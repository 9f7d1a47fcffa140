using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Towers;

namespace Tandem.Gateway.Health;

/// <summary>Healthy when this silo has joined and loaded the active bundle, or when there is none yet to load.</summary>
internal sealed class JoinedCheck(CatalogueHolder catalogue, IGrainFactory grains) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (catalogue.BundleVersion is { } version)
            return HealthCheckResult.Healthy($"Bundle {version} is loaded.");

        TowerRegistry registry = await grains.GetGrain<ITowerRegistryGrain>(0).GetAsync().WaitAsync(cancellationToken);
        return registry is { Active: null, Versions: [] }
            ? HealthCheckResult.Healthy("The silo has joined; no bundle was published yet.")
            : HealthCheckResult.Unhealthy("The bundle is still being loaded.");
    }
}
