using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tandem.Gateway.Json;

namespace Tandem.Gateway.Health;

/// <summary><c>/health/live</c>, <c>/health/startup</c> and <c>/health/ready</c>.</summary>
internal static class HealthEndpoints
{
    private const string Ready = "ready";
    private const string Startup = "startup";

    public static IServiceCollection AddNodeHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<BundleCheck>("bundle", tags: [Ready])
            .AddCheck<EventsCheck>("events", tags: [Ready]);
        return services;
    }

    /// <summary>
    /// In a cluster a process is started when it has joined, and ready until it stops. What it shares with all others is no part of it: if
    /// Redis is away, taking every process out of service helps nobody.
    /// </summary>
    public static IServiceCollection AddClusterHealth(this IServiceCollection services, bool silo)
    {
        IHealthChecksBuilder checks = services.AddHealthChecks().AddCheck<StoppingCheck>("stopping", tags: [Ready]);
        if (silo)
            checks.AddCheck<JoinedCheck>("bundle", tags: [Startup]).AddCheck<LagCheck>("lag", tags: [Ready]);
        else
            checks.AddCheck<ServingCheck>("silos", tags: [Startup]);

        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        // The web server starts after the silo: whoever gets an answer here has a node that is up.
        Map(app, "/health/live", _ => false);
        Map(app, "/health/startup", check => check.Tags.Contains(Startup));
        Map(app, "/health/ready", check => check.Tags.Contains(Ready));
    }

    private static void Map(IEndpointRouteBuilder app, string path, Func<HealthCheckRegistration, bool> which) =>
        app.MapHealthChecks(path, new HealthCheckOptions { Predicate = which, ResponseWriter = WriteAsync });

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        HealthAnswer answer = new(
            NameOf(report.Status),
            [.. report.Entries.Select(entry => new HealthCheckAnswer(entry.Key, NameOf(entry.Value.Status), entry.Value.Description))]);
        return http.Response.WriteAsJsonAsync(answer, GatewayJson.Wire.HealthAnswer, cancellationToken: http.RequestAborted);
    }

    private static string NameOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}

/// <summary>The state of the node.</summary>
internal sealed record HealthAnswer(string Status, IReadOnlyList<HealthCheckAnswer> Checks);

/// <summary>The state of one part.</summary>
internal sealed record HealthCheckAnswer(string Name, string Status, string? Description);
