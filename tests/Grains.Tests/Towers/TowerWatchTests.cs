using Microsoft.Extensions.DependencyInjection;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Towers;
using Tandem.Grains.Towers;

namespace Tandem.Grains.Tests.Towers;

public sealed class TowerWatchTests : IDisposable
{
    private static readonly DateTimeOffset Earlier = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_NothingActive_ActivatesTheNewest()
    {
        await SampleBundle.PublishAsync(_folder.Path, Earlier);
        string newest = await SampleBundle.PublishAsync(_folder.Path, Later);
        await using Node node = await Node.StartAsync(_folder.Path);

        await LoadedAsync(node, newest);
    }

    [Fact]
    public async Task Start_NewestIsDamaged_ActivatesTheOneBefore()
    {
        string good = await SampleBundle.PublishAsync(_folder.Path, Earlier);
        SampleBundle.Damage(_folder.Path, await SampleBundle.PublishAsync(_folder.Path, Later));
        await using Node node = await Node.StartAsync(_folder.Path);

        await LoadedAsync(node, good);
    }

    [Fact]
    public async Task Start_OneIsActive_LoadedBeforeTheSiloJoins()
    {
        string first = await SampleBundle.PublishAsync(_folder.Path, Earlier);
        await using (Node node = await Node.StartAsync(_folder.Path))
            await LoadedAsync(node, first);

        // Newer, and not what the registry names.
        await SampleBundle.PublishAsync(_folder.Path, Later);
        LoadedWhenJoining loaded = new();
        await using Node again = await Node.StartAsync(_folder.Path, services => services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider =>
        {
            loaded.Catalogue = provider.GetRequiredService<CatalogueHolder>();
            return loaded;
        }));

        Assert.Equal(first, loaded.Version);
    }

    [Fact]
    public async Task Start_TheActiveOneIsDamaged_TheSiloJoinsWithTheOneBefore()
    {
        string first = await SampleBundle.PublishAsync(_folder.Path, Earlier);
        string second = await SampleBundle.PublishAsync(_folder.Path, Later);
        await using (Node node = await Node.StartAsync(_folder.Path))
        {
            await LoadedAsync(node, second);
            Assert.True((await node.Grains.GetGrain<ITowerRegistryGrain>(0).ActivateAsync(first, second)).Activated);
        }

        SampleBundle.Damage(_folder.Path, first);
        await using Node again = await Node.StartAsync(_folder.Path);

        Assert.Equal(second, again.Get<CatalogueHolder>().BundleVersion);
    }

    [Fact]
    public async Task Poll_AnotherSiloActivated_Follows()
    {
        string first = await SampleBundle.PublishAsync(_folder.Path, Earlier);
        await using Node node = await Node.StartAsync(_folder.Path);
        await LoadedAsync(node, first);
        string second = await SampleBundle.PublishAsync(_folder.Path, Later);

        ITowerRegistryGrain registry = node.Grains.GetGrain<ITowerRegistryGrain>(0);
        await registry.RegisterAsync([second]);
        Assert.True((await registry.ActivateAsync(second, first)).Activated);

        await LoadedAsync(node, second);
    }

    [Fact]
    public async Task PrepareAsync_DamagedBundle_RefusedAndTheOldOneStays()
    {
        string good = await SampleBundle.PublishAsync(_folder.Path, Earlier);
        await using Node node = await Node.StartAsync(_folder.Path);
        await LoadedAsync(node, good);
        string damaged = await SampleBundle.PublishAsync(_folder.Path, Later);
        SampleBundle.Damage(_folder.Path, damaged);

        await Assert.ThrowsAsync<BundleRefusedException>(() => node.Get<TowerActivator>().ActivateAsync(damaged));

        Assert.Equal(good, node.Get<CatalogueHolder>().BundleVersion);
    }

    [Fact]
    public async Task ActivateAsync_AnotherIsActiveThanExpected_NotActivated()
    {
        string first = await SampleBundle.PublishAsync(_folder.Path, Earlier);
        string second = await SampleBundle.PublishAsync(_folder.Path, Later);
        await using Node node = await Node.StartAsync(_folder.Path);
        await LoadedAsync(node, second);

        TowerActivation activation = await node.Grains.GetGrain<ITowerRegistryGrain>(0).ActivateAsync(first, expected: "something else");

        Assert.False(activation.Activated);
        Assert.Equal(second, activation.Registry.Active);
    }

    private static Task LoadedAsync(Node node, string version) =>
        Node.UntilAsync(() => node.Get<CatalogueHolder>().BundleVersion == version, $"bundle {version}");

    /// <summary>Which bundle was loaded when the silo became active.</summary>
    private sealed class LoadedWhenJoining : ILifecycleParticipant<ISiloLifecycle>
    {
        public CatalogueHolder? Catalogue { get; set; }

        public string? Version { get; private set; }

        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(LoadedWhenJoining), ServiceLifecycleStage.BecomeActive - 1, _ =>
        {
            Version = Catalogue!.BundleVersion;
            return Task.CompletedTask;
        });
    }
}
