using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Tandem.Domain;
using Tandem.Grains.Interfaces.Users;
using Tandem.Storage;

namespace Tandem.Grains.Tests.Cluster;

/// <summary>A silo that takes no users starts first and reads the log, as when everything was away and a trainer is back before the others.</summary>
public sealed class TrainerFirstTests : IAsyncLifetime
{
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(2);

    private readonly TemporaryFolder _folder = new();
    private SharedStore _store = null!;
    private InProcessTestCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new SharedStore(_folder.Path);
        InProcessTestClusterBuilder builder = new(1);
        int silos = 0;
        builder.ConfigureSilo((_, silo) =>
        {
            _store.AddTo(silo, balanced: true);
            if (Interlocked.Increment(ref silos) == 1)
                silo.Services.WithoutServingGrains();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Events_ReadBeforeAnySiloTakesUsers_AreAppliedOnceOneDoes()
    {
        IEventLog log = ((InProcessSiloHandle)_cluster.Silos[0]).ServiceProvider.GetRequiredService<IEventLog>();
        await log.AppendAsync([.. Enumerable.Range(0, 20).Select(static user => Event(user))], TestContext.Current.CancellationToken);
        await Task.Delay(Alone, TestContext.Current.CancellationToken);
        IServiceProvider serving = ((InProcessSiloHandle)await _cluster.StartAdditionalSiloAsync()).ServiceProvider;

        foreach (int user in Enumerable.Range(0, 20))
        {
            IUserGrain grain = serving.GetRequiredService<IGrainFactory>().GetGrain<IUserGrain>($"user-{user}");
            await Node.UntilAsync(async () => (await grain.DescribeAsync()).Events.Length == 1, $"the event of user {user}");
        }
    }

    private static ShopEvent Event(int user) => new()
    {
        EventId = $"e-{user}",
        UserId = $"user-{user}",
        ItemId = "item-1",
        Action = EventAction.PageView,
        OccurredAt = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
    };
}
