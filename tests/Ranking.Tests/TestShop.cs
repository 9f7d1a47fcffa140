using Tandem.Domain;
using Tandem.Features;
using Tandem.Towers;

namespace Tandem.Ranking.Tests;

/// <summary>A shop of six items whose lists and counts are written down by hand.</summary>
internal static class TestShop
{
    public static readonly DateTimeOffset Cut = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly ItemDescription[] Items =
    [
        new() { ItemId = "mug", Name = "RED MUG", CategoryId = "cups", Price = 5 },
        new() { ItemId = "cup", Name = "BLUE CUP", CategoryId = "cups", Price = 7 },
        new() { ItemId = "lamp", Name = "METAL LAMP", CategoryId = "lamps", Price = 30 },
        new() { ItemId = "bulb", Name = "LIGHT BULB", CategoryId = "lamps", Price = 2 },
        new() { ItemId = "rug", Name = "WOOL RUG", CategoryId = "floor" },
        new() { ItemId = "gone", Name = "SOLD OUT", CategoryId = "floor", Price = 1, Available = false },
    ];

    public static readonly Category[] Categories =
    [
        new("home", null, "Home"),
        new("kitchen", "home", "Kitchen"),
        new("cups", "kitchen", "Cups"),
        new("lamps", "home", "Lamps"),
        new("floor", "home", "Floor"),
    ];

    public static BundleManifest Manifest(string schemaHash = "") => new()
    {
        Version = "",
        Dataset = "test",
        FeatureSchemaHash = schemaHash,
        Shape = new TowerShape(),
        Target = "",
        TrainedUntil = Cut,
        Items = Items.Length,
    };

    /// <summary>mug leads to cup, lamp to bulb; cup and lamp go together; popularity falls from mug to rug.</summary>
    public static ModelParts Parts() => new()
    {
        Manifest = Manifest(),
        Items = Items,
        Categories = Categories,
        Next = Lists((0, 1, 0.8f), (2, 3, 0.6f)),
        Together = Lists((1, 2, 0.5f), (2, 1, 0.5f)),
        SamePeople = SuccessorLists.Empty(Items.Length),
        Further = SuccessorLists.Empty(Items.Length),
        Alike = SuccessorLists.Empty(Items.Length),
        Statistics = Statistics(50, 40, 30, 20, 10, 60),
    };

    public static ServingModel Model() => ServingModel.FromParts(Parts());

    public static Catalogue Catalogue() => new(Model());

    public static ItemStatistics Statistics(params float[] orders)
    {
        Dictionary<string, float[]> columns = ItemStatistics.Names.ToDictionary(static name => name, _ => new float[orders.Length]);
        foreach (int halfLife in ItemStatistics.HalfLives)
        {
            columns[ItemStatistics.Orders(halfLife)] = orders;
        }

        columns[ItemStatistics.Buyers] = orders;
        columns[ItemStatistics.Buyers7] = [.. orders.Select(static o => MathF.Floor(o / 10))];
        return new ItemStatistics(orders.Length, columns);
    }

    public static SuccessorLists Lists(params (int From, int To, float Weight)[] pairs)
    {
        var ordered = pairs.OrderBy(static p => p.From).ThenByDescending(static p => p.Weight).ToArray();
        int[] start = new int[Items.Length + 1];
        foreach ((int from, _, _) in ordered)
        {
            start[from + 1]++;
        }

        for (int i = 0; i < Items.Length; i++)
        {
            start[i + 1] += start[i];
        }

        return new SuccessorLists(start, [.. ordered.Select(static p => p.To)], [.. ordered.Select(static p => p.Weight)]);
    }

    public static ShopEvent Event(string item, EventAction action, double daysBeforeCut, string? id = null) => new()
    {
        EventId = id ?? $"{item}-{action}-{daysBeforeCut:0.000}",
        UserId = "u",
        ItemId = item,
        Action = action,
        OccurredAt = Cut - TimeSpan.FromDays(daysBeforeCut),
    };

    public static UserHistory History(params ShopEvent[] events)
    {
        var history = new UserHistory();
        foreach (ShopEvent shopEvent in events)
        {
            history.Apply(shopEvent);
        }

        return history;
    }

    public static RecommendationQuery Query(int count = 10) => new() { Count = count, Now = Cut };

    /// <summary>The shop with content vectors fitted on its own items.</summary>
    /// <param name="items">The same items with more known of them; null: as they are.</param>
    public static Catalogue WithContent(ItemDescription[]? items = null)
    {
        items ??= Items;
        ItemCounts[] counts = [.. items.Select(static _ => ItemCounts.None)];
        FittedFeatures features = FittedFeatures.Fit(items, Categories, counts, new FeatureOptions(), null, TestContext.Current.CancellationToken);
        return new Catalogue(ServingModel.FromParts(Parts() with
        {
            Manifest = Manifest(features.Schema.Hash),
            Features = features,
            Fused = features.FuseAll(items, counts, TestContext.Current.CancellationToken),
        }));
    }
}
