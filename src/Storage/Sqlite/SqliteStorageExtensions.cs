using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Tandem.Storage.Files;

namespace Tandem.Storage.Sqlite;

/// <summary>Registers the embedded storage.</summary>
public static class SqliteStorageExtensions
{
    /// <summary>The name of the grain storage provider, for <c>[PersistentState("...", "tandem")]</c>.</summary>
    public const string GrainStorageName = "tandem";

    /// <inheritdoc cref="AddTandemSqliteStorage(IServiceCollection, Action{SqliteStorageOptions}?)"/>
    public static ISiloBuilder AddTandemSqliteStorage(this ISiloBuilder builder, Action<SqliteStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddTandemSqliteStorage(configure);
        return builder;
    }

    /// <summary>
    /// One store with <see cref="IEventLog"/>, <see cref="IEventLogMaintenance"/>, <see cref="IFeedLog"/>, <see cref="IExampleLog"/>, <see cref="IArtifactStore"/>
    /// and the grain storage <see cref="GrainStorageName"/>. Calling it again only adds configuration. The options are checked, and the
    /// file opened, when the host starts. A <see cref="SqliteStore"/> that is registered already is used (and not disposed); silos that
    /// share a process need that.
    /// </summary>
    public static IServiceCollection AddTandemSqliteStorage(this IServiceCollection services, Action<SqliteStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<SqliteStorageOptions> options = services.AddOptions<SqliteStorageOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(SqliteEventLog)))
            return services;

        services.AddSingleton<IValidateOptions<SqliteStorageOptions>, SqliteStorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => SqliteStore.Open(
            provider.GetRequiredService<IOptions<SqliteStorageOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SqliteEventLog>();
        services.AddSingleton<IEventLog>(static provider => provider.GetRequiredService<SqliteEventLog>());
        services.AddSingleton<IEventLogMaintenance>(static provider => provider.GetRequiredService<SqliteEventLog>());
        services.AddSingleton<IFeedLog, SqliteFeedLog>();
        services.AddSingleton<IExampleLog, SqliteExampleLog>();
        services.AddSingleton<IArtifactStore>(static provider => new FolderArtifactStore(
            provider.GetRequiredService<IOptions<SqliteStorageOptions>>().Value.ResolvedArtifactsFolder, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new SqliteGrainStorage(
            provider.GetRequiredService<SqliteStore>(), provider.GetRequiredService<Serializer>(), provider.GetRequiredService<IActivatorProvider>()));
        services.AddGrainStorage(GrainStorageName, static (provider, _) => provider.GetRequiredService<SqliteGrainStorage>());
        return services;
    }
}
