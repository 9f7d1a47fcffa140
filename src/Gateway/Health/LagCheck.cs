using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tandem.Grains.Streaming;

namespace Tandem.Gateway.Health;

/// <summary>Always healthy; tells how far this silo's partitions are behind. Being behind is no reason to take a silo out of service.</summary>
internal sealed class LagCheck(EventLag lag) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        long behind = await lag.CountAsync(cancellationToken);
        return HealthCheckResult.Healthy(string.Create(
            CultureInfo.InvariantCulture, $"{behind} accepted events of this silo's partitions wait to be applied."));
    }
}
