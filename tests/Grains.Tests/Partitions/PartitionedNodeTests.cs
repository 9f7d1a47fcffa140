using Tandem.Domain;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Items;
using Tandem.Grains.Interfaces.Users;
using Tandem.Grains.Partitions;

namespace Tandem.Grains.Tests.Partitions;

/// <summary>The grains over a partitioned index, here with all partitions on one silo. Several silos are tested as processes, in Cluster.Tests.</summary>
public sealed class PartitionedNodeTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        await SampleBundle.PublishAsync(Path.Combine(_folder.Path, "whole"), Start);
        await SampleBundle.PublishAsync(Path.Combine(_folder.Path, "parted"), Start);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Users_AndChangedItems_GetTheAnswersOfOneIndex()
    {
        await using Node whole = await StartAsync("whole", ("Tandem:Index:Partitions", "1"));
        await using Node parted = await StartAsync("parted", ("Tandem:Index:Partitions", "5"));
        Assert.True(parted.Get<CatalogueHolder>().Current!.Model.IsPartitioned);
        Assert.Equal(5, Enumerable.Range(0, 5).Count(partition => parted.Get<PartitionHolder>().Holds(parted.Get<CatalogueHolder>().BundleVersion!, partition)));

        foreach (Node node in new[] { whole, parted })
        {
            await node.Grains.GetGrain<IUserGrain>("u").ApplyAsync([.. Enumerable.Range(1, 12).Select(Event)]);
            await node.Grains.GetGrain<IItemGrain>("item-7").UpsertAsync(new ItemDescription { ItemId = "item-7", Name = "Changed", CategoryId = SampleBundle.Left }, null);
            await node.Grains.GetGrain<IItemGrain>("new").UpsertAsync(new ItemDescription { ItemId = "new", Name = "Thing number 3", CategoryId = SampleBundle.Left }, null);
        }

        Recommendations expected = (await whole.Grains.GetGrain<IUserGrain>("u").RecommendAsync(new RecommendationRequest { Explain = true }))!;
        Recommendations actual = (await parted.Grains.GetGrain<IUserGrain>("u").RecommendAsync(new RecommendationRequest { Explain = true }))!;
        Assert.Equal(expected.Items.Select(Flat), actual.Items.Select(Flat));
        Assert.Contains(expected.Items, static item => item.Contributions!.ContainsKey("towers.cosine"));

        foreach (string itemId in new[] { "item-7", "new", "item-20" })
        {
            SimilarItems like = await whole.Grains.GetGrain<IRecommenderGrain>(0).SimilarAsync(itemId, 9);
            Assert.Equal(like.Answer!.Items.Select(Flat), (await parted.Grains.GetGrain<IRecommenderGrain>(0).SimilarAsync(itemId, 9)).Answer!.Items.Select(Flat));
        }
    }

    [Fact]
    public async Task Silo_BelowTheLeastNumber_HoldsItsShareAndAnswersNothingWithoutTheRest()
    {
        await using Node node = await StartAsync(
            "parted", ("Tandem:Index:Partitions", "4"), ("Tandem:Index:MinSilos", "2"), ("Tandem:Index:Patience", "00:00:00.300"));
        string version = node.Get<CatalogueHolder>().BundleVersion!;
        Assert.Equal(2, Enumerable.Range(0, 4).Count(partition => node.Get<PartitionHolder>().Holds(version, partition)));
        await node.Grains.GetGrain<IUserGrain>("u").ApplyAsync([.. Enumerable.Range(1, 12).Select(Event)]);
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => node.Grains.GetGrain<IUserGrain>("u").RecommendAsync(new RecommendationRequest()));
        Assert.Contains("Tandem:Index:MinSilos", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Assign_FewerSilosThanTheLeast_LeavesWhatNobodyHasRoomFor()
    {
        string?[] owners = PartitionShares.Assign(9, ["a", "b"], sharedBy: 3);
        Assert.Equal(3, owners.Count(static owner => owner is null));
        Assert.All(owners.Where(static owner => owner is not null).GroupBy(static owner => owner), static share => Assert.Equal(3, share.Count()));
    }

    private async Task<Node> StartAsync(string folder, params (string, string)[] settings)
    {
        Node node = await Node.StartAsync(
            Path.Combine(_folder.Path, folder), null, [("Tandem:Training:Enabled", "false"), ("Tandem:Live:FlushInterval", "00:01:00"), .. settings]);
        await Node.UntilAsync(() => node.Get<CatalogueHolder>().Current is not null, "a bundle");
        return node;
    }

    private static string Flat(Recommendation item) => string.Join(
        ' ', item.ItemId, BitConverter.DoubleToInt64Bits(item.Score), item.Source, item.Reason, string.Join(' ', item.Contributions?.Select(static part => $"{part.Key}={BitConverter.DoubleToInt64Bits(part.Value)}") ?? []));

    private static UserEvent Event(int n) => new(n, new ShopEvent
    {
        EventId = $"e{n}",
        UserId = "u",
        ItemId = $"item-{n * 11 % SampleBundle.Items}",
        Action = n % 4 == 0 ? EventAction.Order : EventAction.PageView,
        OccurredAt = Start.AddMinutes(n),
    });
}
