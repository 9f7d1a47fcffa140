using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;
using Tandem.Grains;
using Tandem.Grains.Archive;
using Tandem.Grains.Partitions;
using Tandem.Grains.Streaming;
using Tandem.Grains.Towers;
using Tandem.Grains.Training;
using Tandem.Ranking;

namespace Tandem.Silo;

/// <summary>The composition root of an embedded silo.</summary>
public static class SiloRegistration
{
    /// <summary>
    /// Adds one silo with its storage, grains and background loops to a host. Options come from the section <c>Tandem</c> and are
    /// checked when the host starts.
    /// </summary>
    public static IHostApplicationBuilder AddTandemSilo(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddOptions(builder.Services);

        // Ports and folders are needed while services are registered, before options can be resolved.
        TandemOptions options = builder.Configuration.GetSection(TandemOptions.Section).Get<TandemOptions>() ?? new TandemOptions();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.UseOrleans(silo =>
        {
            (int siloPort, int clientPort) = LoopbackPorts.Resolve(options.SiloPort, options.ClientPort);
            silo.UseLocalhostClustering(siloPort, clientPort, serviceId: "tandem", clusterId: "embedded");
            silo.Configure<GrainCollectionOptions>(collection => collection.CollectionAge = TimeSpan.FromMinutes(10));
            silo.AddNodeStorage(options);
            silo.AddTandemEventStream();
            silo.AddActivityPropagation();
            silo.AddDashboard();
        });
        builder.Services.AddTandemGrains();
        return builder;
    }

    internal static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<TandemOptions>().BindConfiguration(TandemOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<EventArchiveOptions>().BindConfiguration(EventArchiveOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<EventStreamOptions>().BindConfiguration(EventStreamOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<IndexOptions>().BindConfiguration(IndexOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<TrainingOptions>().BindConfiguration(TrainingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<UserHistoryOptions>().BindConfiguration("Tandem:Users").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LiveOptions>().BindConfiguration("Tandem:Live").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<TowerWatchOptions>().BindConfiguration("Tandem:Towers").ValidateDataAnnotations().ValidateOnStart();
    }
}
