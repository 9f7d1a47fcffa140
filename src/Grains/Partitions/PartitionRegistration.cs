using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tandem.Ranking.Partitions;

namespace Tandem.Grains.Partitions;

/// <summary>Registers the partitioned index.</summary>
internal static class PartitionRegistration
{
    /// <summary>A second call changes nothing.</summary>
    public static IServiceCollection AddVectorPartitions(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(PartitionHolder)))
            return services;

        services.AddOptions<IndexOptions>();
        services.AddSingleton<PartitionInstruments>();
        services.AddSingleton<PartitionSilos>();
        services.AddSingleton<PartitionHolder>();
        services.AddSingleton<IVectorPartitions, ClusterPartitions>();
        services.AddSingleton<PartitionedRecommender>();
        services.AddGrainService<VectorPartitionService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PartitionHolder>(static provider => provider.GetRequiredService<PartitionHolder>()));
        return services;
    }
}
