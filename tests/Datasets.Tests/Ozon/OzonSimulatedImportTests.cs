using Tandem.Datasets.Tests.Simulation;
using Tandem.Domain;

namespace Tandem.Datasets.Tests.Ozon;

public sealed class OzonSimulatedImportTests(SimulatedMarket market)
{
    [Fact]
    public void Import_SimulatedFolder_TakesEveryRow() => Assert.Equal(market.Imported.Read, market.Imported.Taken);

    [Fact]
    public void Import_SimulatedFolder_MarksTheManifest() => Assert.True(market.Dataset.Manifest.Simulated);

    [Fact]
    public void Import_SimulatedFolder_OutcomeIsDelivered() => Assert.Equal(EventAction.Delivered, market.Dataset.Manifest.Outcome);

    [Fact]
    public void Import_SimulatedFolder_KeepsTheActionShares()
    {
        long tracked = market.Interactions.Action.LongCount(action => action < EventAction.Order);
        foreach ((string name, double share) in market.Simulated.ActionShares)
        {
            Assert.True(EventActions.TryParse(name, out EventAction code));
            Assert.Equal(share, (double)market.Interactions.Action.Count(action => action == code) / tracked, 1e-9);
        }
    }

    [Fact]
    public void Import_SimulatedFolder_EveryOrderHasOneEventAndItsEnding()
    {
        double processed = market.Simulated.StatusShares["proccesed_orders"];
        int orders = market.Interactions.Action.Count(action => action == EventAction.Order);
        int endings = market.Interactions.Action.Count(action => action > EventAction.Order);
        Assert.Equal(market.Simulated.Orders, orders);
        Assert.Equal((1 - processed) * orders, endings, 0.5);
    }

    [Fact]
    public void Import_SimulatedFolder_EndingsShareTheOrderId()
    {
        var ordered = market.Dataset.ReadEvents().Where(row => row.Action == EventAction.Order).ToDictionary(row => row.OrderId!, row => (row.UserId, row.ItemId));
        Assert.All(
            market.Dataset.ReadEvents().Where(row => row.Action > EventAction.Order).Take(500),
            row => Assert.Equal(ordered[row.OrderId!], (row.UserId, row.ItemId)));
    }

    [Fact]
    public void Import_SimulatedFolder_EventIdsAreUnique() =>
        Assert.Equal(market.Interactions.Count, market.Dataset.ReadEvents().Select(row => row.EventId).Distinct().Count());

    [Fact]
    public void Import_SimulatedFolder_NineteenItemsInTwentyHaveAnImage()
    {
        double share = market.Dataset.ReadItems().Average(item => item.Image is { Length: 512 } ? 1.0 : 0);
        Assert.Equal(0.95, share, 0.02);
    }

    [Fact]
    public void Import_SimulatedFolder_ItemsHaveTheirAttributes() =>
        Assert.All(market.Dataset.ReadItems(), item => Assert.Superset(
            new HashSet<string> { "Type", "Brand", "ColorBase", "Material", "Season", "SexMaster" },
            item.Attributes.Select(attribute => attribute.Name).ToHashSet()));

    [Fact]
    public void Import_SimulatedFolder_EveryItemHangsOnAPathToARoot()
    {
        Dictionary<string, Category> tree = market.Dataset.ReadCategories().ToDictionary(category => category.CategoryId);
        Assert.All(market.Dataset.ReadItems(), item =>
        {
            string id = item.CategoryId!;
            int depth = 0;
            while (tree[id].ParentId is { } parent)
            {
                id = parent;
                depth++;
            }

            Assert.Equal(3, depth);
            Assert.Contains(id, new[] { "7500", "7697", "17777" });
        });
    }

    [Fact]
    public void Import_SimulatedFolder_TracksWidgets() => Assert.Contains("cart.cartSplit", market.Interactions.WidgetNames);
}
