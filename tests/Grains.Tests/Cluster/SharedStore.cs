using Microsoft.Extensions.DependencyInjection;
using Tandem.Grains.Streaming;
using Tandem.Grains.Training;
using Tandem.Storage.Sqlite;

namespace Tandem.Grains.Tests.Cluster;

/// <summary>One real SQLite store for all silos of a cluster in this process.</summary>
internal sealed class SharedStore(string folder) : IAsyncDisposable
{
    private readonly string _path = Path.Combine(folder, "tandem.db");
    private readonly SqliteStore _store = SqliteStore.Open(
        new SqliteStorageOptions { Path = Path.Combine(folder, "tandem.db"), Durability = SqliteDurability.Normal }, TimeProvider.System);

    /// <summary>Gives a silo the store, the stream and the grains; nothing is trained.</summary>
    public void AddTo(ISiloBuilder silo, bool balanced)
    {
        silo.Services.AddSingleton(_store);
        silo.Services.Configure<TrainingOptions>(static options => options.Enabled = false);
        silo.AddTandemSqliteStorage(options =>
        {
            options.Path = _path;
            options.Durability = SqliteDurability.Normal;
            options.ArtifactsFolder = Path.Combine(folder, "artifacts");
        });
        silo.AddTandemEventStream(balanced);
        silo.Services.AddTandemGrains();
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
