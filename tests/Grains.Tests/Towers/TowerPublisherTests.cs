using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Towers;
using Tandem.Grains.Towers;

namespace Tandem.Grains.Tests.Towers;

public sealed class TowerPublisherTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ActivateAsync_MoreThanAreKept_DeletesTheOldOnesButNeverOneInUse()
    {
        string[] versions = new string[6];
        for (int n = 0; n < versions.Length; n++)
            versions[n] = await SampleBundle.PublishAsync(_folder.Path, Start.AddDays(n));

        await using Node node = await StartAsync(("Tandem:Towers:Keep", "2"));
        await Node.UntilAsync(() => node.Get<CatalogueHolder>().BundleVersion == versions[5], "the newest bundle");
        TowerPublisher publisher = node.Get<TowerPublisher>();
        TowerActivation activation = await publisher.ActivateAsync(versions[1], versions[5]);
        Assert.Equal([versions[1], versions[4], versions[5]], activation.Registry.Versions);

        activation = await publisher.ActivateAsync(versions[4], versions[1]);
        Assert.Equal([versions[1], versions[4], versions[5]], activation.Registry.Versions);
        Assert.Equal(activation.Registry.Versions, await node.Get<TowerActivator>().ListAsync());
    }

    [Fact]
    public async Task ActivateAsync_Damaged_RefusedAndTheOldOneStays()
    {
        string good = await SampleBundle.PublishAsync(_folder.Path, Start);
        await using Node node = await StartAsync();
        await Node.UntilAsync(() => node.Get<CatalogueHolder>().BundleVersion == good, "the bundle");
        string damaged = await SampleBundle.PublishAsync(_folder.Path, Start.AddDays(1));
        SampleBundle.Damage(_folder.Path, damaged);

        await Assert.ThrowsAsync<BundleRefusedException>(() => node.Get<TowerPublisher>().ActivateAsync(damaged, good));

        Assert.Equal(good, (await node.Grains.GetGrain<ITowerRegistryGrain>(0).GetAsync()).Active);
        Assert.Equal(good, node.Get<CatalogueHolder>().BundleVersion);
    }

    [Fact]
    public async Task ActivateAsync_HalfWritten_RefusedAndTheOldOneStays()
    {
        string good = await SampleBundle.PublishAsync(_folder.Path, Start);
        await using Node node = await StartAsync();
        await Node.UntilAsync(() => node.Get<CatalogueHolder>().BundleVersion == good, "the bundle");
        string half = await SampleBundle.PublishAsync(_folder.Path, Start.AddDays(1));
        File.Delete(Path.Combine(_folder.Path, "artifacts", "bundles", half, "towers.safetensors"));

        await Assert.ThrowsAsync<BundleRefusedException>(() => node.Get<TowerPublisher>().ActivateAsync(half, good));

        Assert.Equal(good, node.Get<CatalogueHolder>().BundleVersion);
    }

    [Fact]
    public async Task ActivateAsync_AnotherIsActive_NothingChanges()
    {
        string first = await SampleBundle.PublishAsync(_folder.Path, Start);
        string second = await SampleBundle.PublishAsync(_folder.Path, Start.AddDays(1));
        await using Node node = await StartAsync();
        await Node.UntilAsync(() => node.Get<CatalogueHolder>().BundleVersion == second, "the bundle");

        Assert.False((await node.Get<TowerPublisher>().ActivateAsync(first, expected: first + "x")).Activated);

        Assert.Equal(second, node.Get<CatalogueHolder>().BundleVersion);
    }

    private Task<Node> StartAsync(params (string Key, string Value)[] settings) =>
        Node.StartAsync(_folder.Path, null, [.. settings, ("Tandem:Training:Enabled", "false")]);
}
