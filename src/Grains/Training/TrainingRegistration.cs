using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Tandem.Grains.Archive;
using Tandem.Grains.Catalog;
using Tandem.Grains.Towers;
using Tandem.Storage;
using Tandem.Training;
using Tandem.Training.Managed;

namespace Tandem.Grains.Training;

/// <summary>Registers online training.</summary>
internal static class TrainingRegistration
{
    /// <summary>The trainer takes one thread: what it may use is stated as a share of one processor.</summary>
    internal const int Threads = 1;

    /// <summary>A second call changes nothing.</summary>
    public static IServiceCollection AddOnlineTraining(this IServiceCollection services)
    {
        services.AddOptions<TrainingOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TrainingOptions>, TrainingOptionsValidator>());
        services.TryAddSingleton<TrainingInstruments>();

        // A host that brings another engine registers it first.
        services.TryAddSingleton<ITowerEngineFactory>(static _ => new ManagedTowerEngineFactory(Threads));
        services.TryAddSingleton(static provider => new TrainerParts(
            provider.GetRequiredService<IExampleLog>(),
            provider.GetRequiredService<IArtifactStore>(),
            provider.GetRequiredService<EventArchive>(),
            provider.GetRequiredService<CatalogueHolder>(),
            provider.GetRequiredService<TowerPublisher>(),
            provider.GetRequiredService<ITowerEngineFactory>(),
            provider.GetRequiredService<IOptions<TrainingOptions>>(),
            provider.GetRequiredService<TrainingInstruments>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TrainingService>());
        services.TryAddSingleton<ExampleLogTrimmer>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ExampleLogTrimmer>(static provider => provider.GetRequiredService<ExampleLogTrimmer>()));
        return services;
    }
}
