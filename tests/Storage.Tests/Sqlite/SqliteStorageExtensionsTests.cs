using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.TestingHost;
using Tandem.Storage.Sqlite;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Sqlite;

public sealed class SqliteStorageExtensionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Silo_StateWrittenOffline_IsReadAndReplacedByTheGrain()
    {
        var options = new SqliteStorageOptions { Path = _folder.File("tandem.db") };
        await using (SqliteStore store = SqliteStore.Open(options, TimeProvider.System))
        {
            await SqliteGrainStorage.WithoutSilo(store).WriteManyAsync(
                [new GrainStateEntry<SampleState>(CounterGrain.StateName, GrainId.Create(CounterGrain.TypeName, "alice"), new SampleState { Count = 41 })],
                cancellation: Token);
        }

        Assert.Equal(42, await IncrementAsync());
        Assert.Equal(43, await IncrementAsync());
    }

    [Fact]
    public async Task Host_CalledTwice_RegistersOneStoreBehindAllPorts()
    {
        var services = new ServiceCollection();
        services.AddSerializerForTests();
        services.AddTandemSqliteStorage(options => options.Path = _folder.File("tandem.db"));
        services.AddTandemSqliteStorage(options => options.Partitions = 3);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Equal(3, provider.GetRequiredService<IEventLog>().Partitions);
        Assert.Same(provider.GetRequiredService<IEventLog>(), provider.GetRequiredService<IEventLogMaintenance>());
        Assert.Single(provider.GetServices<IFeedLog>());
        await provider.GetRequiredService<IArtifactStore>().ListAsync("", Token);
        Assert.True(Directory.Exists(_folder.File("artifacts")));
    }

    [Fact]
    public async Task Host_BadOption_DoesNotStart()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTandemSqliteStorage(options => options.Partitions = 0);
        using IHost host = builder.Build();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));
        Assert.Contains("partitions is 0", error.Message, StringComparison.Ordinal);
    }

    private async Task<int> IncrementAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddTandemSqliteStorage(options => options.Path = _folder.File("tandem.db")));
        await using InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return await cluster.Client.GetGrain<ICounterGrain>("alice").IncrementAsync();
    }
}
