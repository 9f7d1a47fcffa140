using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tandem.Grains.Archive;
using Tandem.Grains.Catalog;
using Tandem.Grains.Items.Live;
using Tandem.Grains.Partitions;
using Tandem.Grains.Streaming;
using Tandem.Grains.Towers;
using Tandem.Grains.Training;
using Tandem.Grains.Users;
using Tandem.Ranking;
using Tandem.Storage;

namespace Tandem.Grains;

/// <summary>Registers what the grains need beside them.</summary>
public static class GrainRegistration
{
    /// <summary>
    /// Adds the silo-local services and the background loops. Call it after Orleans was added: hosted services start in the order of
    /// registration, and the loops call grains. Needs <c>IEventLog</c>, <c>IFeedLog</c>, <c>IArtifactStore</c> and the grain storage
    /// <see cref="TandemStorageNames.Provider"/>. A second call changes nothing.
    /// </summary>
    public static IServiceCollection AddTandemGrains(this IServiceCollection services)
    {
        services.AddTandemErrors();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GrainInstruments>();
        services.AddVectorPartitions();
        services.TryAddSingleton<CatalogueHolder>();
        services.TryAddSingleton<TowerActivator>();
        services.TryAddSingleton<SiloTowers>();
        services.TryAddSingleton(static provider => new TowerPublisher(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<TowerActivator>(),
            provider.GetRequiredService<SiloTowers>(),
            provider.GetRequiredService<IArtifactStore>(),
            provider.GetRequiredService<IOptions<TowerWatchOptions>>(),
            provider.GetRequiredService<ILogger<TowerPublisher>>()));
        if (!services.Any(static service => service.ImplementationType == typeof(TowerService) || service.ServiceType == typeof(TowerService)))
            services.AddGrainService<TowerService>();
        services.TryAddSingleton(static provider => new EventPartitions(provider.GetRequiredService<IEventLog>().Partitions));
        services.TryAddSingleton<EventLag>();
        services.TryAddSingleton<IEventLag>(static provider => provider.GetRequiredService<EventLag>());
        services.TryAddSingleton<AppendFence>();
        services.TryAddSingleton<IReadYourWrites>(static provider => provider.GetRequiredService<AppendFence>());
        services.TryAddSingleton<EventLogTrimmer>();
        services.TryAddSingleton<DeadLetterLog>();
        services.TryAddSingleton<EventArchive>();
        services.TryAddSingleton<UserRebuild>();
        services.TryAddSingleton<DeliveryBackoff>();
        services.TryAddSingleton<UserGrains>();
        services.TryAddSingleton<EventQueueAdapterFactory>();
        services.TryAddSingleton<SessionRecommender>();
        services.TryAddSingleton<RecallProbe>();
        services.TryAddSingleton<ItemSignals>();
        services.TryAddSingleton<ItemSignalFlusher>();
        services.AddOptions<EventStreamOptions>();
        services.AddOptions<EventArchiveOptions>();
        services.AddOptions<TowerWatchOptions>();
        services.AddOnlineTraining();
        services.AddOptions<UserHistoryOptions>();
        services.AddOptions<LiveOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, TowerPreload>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RecallProbe>(static provider => provider.GetRequiredService<RecallProbe>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TowerWatch>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CatalogueFeedTail>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EventArchiver>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EventLag>(static provider => provider.GetRequiredService<EventLag>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EventLogTrimmer>(static provider => provider.GetRequiredService<EventLogTrimmer>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ItemSignalFlusher>(static provider => provider.GetRequiredService<ItemSignalFlusher>()));
        return services;
    }

    /// <summary>
    /// For a process whose events may be applied on other silos: read-your-writes by the users' grains, the lag of the whole cluster. Call
    /// it before <see cref="AddTandemGrains"/>.
    /// </summary>
    public static IServiceCollection AddTandemClusterGateway(this IServiceCollection services)
    {
        services.TryAddSingleton<IReadYourWrites, GrainFence>();
        services.TryAddSingleton<IEventLag, LogLag>();
        return services;
    }

    /// <summary>What a gateway needs that hosts no silo: its catalogue stays empty, the silos answer from theirs.</summary>
    public static IServiceCollection AddTandemClient(this IServiceCollection services)
    {
        services.AddTandemErrors();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddTandemClusterGateway();
        services.TryAddSingleton<GrainInstruments>();
        services.TryAddSingleton<UserGrains>();
        services.TryAddSingleton<CatalogueHolder>();
        services.TryAddSingleton<DeadLetterLog>();
        services.TryAddSingleton<EventArchive>();
        services.TryAddSingleton<UserRebuild>();
        services.AddOptions<EventArchiveOptions>();
        services.AddOptions<LiveOptions>();
        return services;
    }
}
