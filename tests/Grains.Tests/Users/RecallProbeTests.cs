using Tandem.Domain;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Events;
using Tandem.Grains.Interfaces.Users;

namespace Tandem.Grains.Tests.Users;

public sealed class RecallProbeTests
{
    [Fact]
    public async Task Queries_OfWhichASecondOneIsMeasured_GiveTheirRecall()
    {
        using TemporaryFolder folder = new();
        await SampleBundle.PublishAsync(folder.Path, DateTimeOffset.UnixEpoch);
        await using Node node = await Node.StartAsync(folder.Path, null, ("Tandem:Index:ProbeShare", "0.5"));
        await Node.UntilAsync(() => node.Get<CatalogueHolder>().Current is not null, "a bundle");
        using Measurements measured = new(node, "tandem.index.recall");
        IUserGrain user = node.Grains.GetGrain<IUserGrain>("u");
        await user.ApplyAsync([new UserEvent(1, new ShopEvent { EventId = "e", UserId = "u", ItemId = "item-1", Action = EventAction.Order, OccurredAt = DateTimeOffset.UnixEpoch })]);

        await user.RecommendAsync(new RecommendationRequest());
        Assert.Empty(measured.Of("tandem.index.recall"));
        await user.RecommendAsync(new RecommendationRequest());
        await Node.UntilAsync(() => measured.Of("tandem.index.recall").Count > 0, "a measurement");

        // So few vectors are searched exactly.
        Assert.Equal([1.0], measured.Of("tandem.index.recall"));
    }
}
