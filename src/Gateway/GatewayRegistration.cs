using Orleans.Dashboard;
using Scalar.AspNetCore;
using Tandem.Gateway.Access;
using Tandem.Gateway.Bundles;
using Tandem.Gateway.DeadLetters;
using Tandem.Gateway.Events;
using Tandem.Gateway.Health;
using Tandem.Gateway.Items;
using Tandem.Gateway.Json;
using Tandem.Gateway.Problems;
using Tandem.Gateway.Recommendations;
using Tandem.Gateway.Telemetry;
using Tandem.Gateway.Training;
using Tandem.Gateway.Users;
using Tandem.Silo;

namespace Tandem.Gateway;

/// <summary>The composition root of the HTTP edge.</summary>
public static class GatewayRegistration
{
    /// <summary>Bodies up to this are read to their end and refused in good order; of longer ones the connection is cut.</summary>
    private const long MaxTransportBytes = 256L << 20;

    /// <summary>Adds the API to a host that has a silo, or is a client of silos.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="node">What the process is; null is an embedded node.</param>
    public static WebApplicationBuilder AddTandemGateway(this WebApplicationBuilder builder, TandemOptions? node = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (node is { Mode: TandemMode.Cluster } && !node.Roles.HasFlag(TandemRoles.Gateway))
            return builder.AddProbes(node);

        ConfigureServer(builder);
        IServiceCollection services = builder.Services;
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, GatewayJson.Default));
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddProblemDetails();
        services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Tandem";
            document.Info.Description = "A self-hosted, real-time two-tower recommender. Errors are RFC 9457 problem details with a stable code.";
            return Task.CompletedTask;
        }));
        builder.AddTandemTelemetry();
        services.AddAccess();
        AddHealth(services, node);
        services.AddSingleton<IngestGate>();
        services.AddSingleton<EventIngest>();
        services.AddSingleton<UserDataAccess>();
        services.AddSingleton<BundleUpload>();
        return builder;
    }

    /// <summary>Maps the API.</summary>
    public static WebApplication UseTandemGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics");
        if (app.Services.GetService<EventIngest>() is null)
            return app;

        app.UseExceptionHandler();
        app.UseStatusCodePages(context => ApiProblem.Of(context.HttpContext.Response.StatusCode).ToResult().ExecuteAsync(context.HttpContext));
        app.UseAuthentication();
        app.UseAuthorization();
        RouteGroupBuilder shop = app.For(AccessRole.Shop);
        shop.MapEvents();
        shop.MapRecommendations();
        shop.MapItems();
        shop.MapBulkItems();
        shop.MapUsers();
        RouteGroupBuilder admin = app.For(AccessRole.Admin);
        admin.MapBundles();
        admin.MapTraining();
        admin.MapDeadLetters();
        admin.MapOrleansDashboard("/dashboard").ExcludeFromDescription();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs", options => options.WithTitle("Tandem API").DisableDefaultFonts().DisableAgent());
        app.MapIndex();
        return app;
    }

    /// <summary>A silo without the gateway's role answers its probes and offers its metrics, nothing else.</summary>
    private static WebApplicationBuilder AddProbes(this WebApplicationBuilder builder, TandemOptions node)
    {
        ConfigureServer(builder);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, GatewayJson.Default));
        builder.AddTandemTelemetry();
        AddHealth(builder.Services, node);
        return builder;
    }

    private static void AddHealth(IServiceCollection services, TandemOptions? node)
    {
        if (node is { Mode: TandemMode.Cluster })
            services.AddClusterHealth(silo: (node.Roles & (TandemRoles.Serve | TandemRoles.Train)) != 0);
        else
            services.AddNodeHealth();
    }

    private static void ConfigureServer(WebApplicationBuilder builder)
    {
        string urls = builder.Configuration["Tandem:Urls"] ?? builder.Configuration["urls"] ?? GatewayOptions.DefaultUrls;
        builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxTransportBytes;
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Logging
            .AddFilter("Orleans", LogLevel.Warning)
            .AddFilter("Microsoft.Orleans", LogLevel.Warning)
            // Its first check of a process warns of the machine's whole uptime.
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
            // Whoever asks is answered; a node that starts is not ready, and that is no error.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            // Orleans places activations through Polly, which logs three lines for each at Information.
            .AddFilter("Polly", LogLevel.Warning)
            // Its request log has paths, and paths have user ids.
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    }
}
