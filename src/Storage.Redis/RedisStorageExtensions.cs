using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;

namespace Tandem.Storage.Redis;

/// <summary>Registers the storage of a cluster in Redis.</summary>
public static class RedisStorageExtensions
{
    /// <summary>
    /// One connection with <see cref="IEventLog"/>, <see cref="IEventLogMaintenance"/>, <see cref="IFeedLog"/> and <see cref="IExampleLog"/>.
    /// The host validates the options by their annotations. A second call only adds configuration.
    /// </summary>
    public static IServiceCollection AddTandemRedisLogs(this IServiceCollection services, Action<RedisStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RedisStorageOptions>().Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => RedisStore.Connect(
            provider.GetRequiredService<IOptions<RedisStorageOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<RedisEventLog>();
        services.TryAddSingleton<IEventLog>(static provider => provider.GetRequiredService<RedisEventLog>());
        services.TryAddSingleton<IEventLogMaintenance>(static provider => provider.GetRequiredService<RedisEventLog>());
        services.TryAddSingleton<IFeedLog, RedisFeedLog>();
        services.TryAddSingleton<IExampleLog, RedisExampleLog>();
        return services;
    }

    /// <summary>Adds a grain storage over the connection of <see cref="AddTandemRedisLogs"/>.</summary>
    public static IServiceCollection AddTandemRedisGrainStorage(this IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static provider => new RedisGrainStorage(
            provider.GetRequiredService<RedisStore>(), provider.GetRequiredService<Serializer>(), provider.GetRequiredService<IActivatorProvider>()));
        services.AddGrainStorage(name, static (provider, _) => provider.GetRequiredService<RedisGrainStorage>());
        return services;
    }
}
