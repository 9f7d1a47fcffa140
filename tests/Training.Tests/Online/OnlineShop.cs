using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Managed;
using Tandem.Training.Online;
using Tandem.Training.Targets;

namespace Tandem.Training.Tests.Online;

/// <summary>A shop of two halves whose users stay in theirs, its bundle with untrained towers, and a log of examples.</summary>
internal static class OnlineShop
{
    public const int Items = 24;

    public static ManagedTowerEngineFactory Engines { get; } = new(threads: 1);

    public static OnlineTrainerOptions Options { get; } = new()
    {
        BatchSize = 8,
        ReplayCapacity = 40,
        HeldOutShare = 0.2,
        HeldOutCapacity = 20,
        CurveEvery = 3,
        WarmupSteps = 4,
        LearningRate = 1e-2f,
    };

    public static ServingModel Bundle(double knownAfterDays = 0, string target = "sampled-softmax")
    {
        ItemDescription[] items = [.. Enumerable.Range(0, Items).Select(item => new ItemDescription
        {
            ItemId = $"i{item}",
            Name = $"thing {item}",
            Attributes = [new ItemAttribute("side", item < Items / 2 ? "left" : "right")],
            Image = Picture(item),
        })];
        ItemCounts[] counts = [.. items.Select((_, item) => new ItemCounts(item, item, 1, 0, 10))];
        FittedFeatures features = FittedFeatures.Fit(items, [], counts, new FeatureOptions());
        float[] fused = features.FuseAll(items, counts, CancellationToken.None);
        TowerShape shape = new() { Fused = features.Schema.Dimension, ItemHidden = 32, Embedding = 32, GruHidden = 32, EventFeatures = EventFeatures.Dimension };
        TargetStrategy strategy = TargetStrategies.Named(target);
        strategy = strategy with { NegativeCount = 64, Positives = [.. strategy.Positives.Select(rule => rule with { KnownAfterDays = knownAfterDays })] };
        return ServingModel.FromParts(new ModelParts
        {
            Manifest = new BundleManifest
            {
                Version = "base",
                Dataset = "test",
                FeatureSchemaHash = features.Schema.Hash,
                Shape = shape,
                Target = strategy.ToJson(),
                TrainedUntil = TestEvents.Start,
                Items = Items,
            },
            Items = items,
            Features = features,
            Fused = fused,
            Towers = TowerInitialization.Create(new EngineOptions { Shape = shape, Seed = 5 }, Items),
            Next = SuccessorLists.Empty(Items),
            Together = SuccessorLists.Empty(Items),
            SamePeople = SuccessorLists.Empty(Items),
            Further = SuccessorLists.Empty(Items),
            Alike = SuccessorLists.Empty(Items),
            Statistics = new ItemStatistics(Items, ItemStatistics.Names.ToDictionary(static name => name, static _ => new float[Items])),
            Blend = new Blend(new Dictionary<string, double> { ["towers.cosine"] = 1 }),
        });
    }

    public static OnlineModel Model(double knownAfterDays = 0) => OnlineModel.TryCreate(Bundle(knownAfterDays), out _)!;

    /// <summary>Orders of many users, each after some views of the same half; with a damaged example, an unknown item and a first order among them.</summary>
    public static LoggedExample[] Log(int examples, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(1, examples).Select(number => number % 17 == 5
            ? new LoggedExample(number * 2, null)
            : new LoggedExample(number * 2, Example(number, random)))];
    }

    public static TrainingExample Order(string user, double day, string eventId, params int[] items) => new(
        user,
        At(day),
        [new ExampleEvent("i1", EventAction.PageView, "", At(day - 1))],
        [.. items.Select((item, n) => new ExampleLabel($"{eventId}-{n}", $"i{item}", EventAction.Order, At(day)))]);

    public static TrainingExample Cancellation(string user, double orderDay, double day, int item) => new(
        user, At(orderDay), [new ExampleEvent("i1", EventAction.PageView, "", At(orderDay - 1))], [new ExampleLabel($"c{day}", $"i{item}", EventAction.Canceled, At(day))]);

    public static long At(double day) => TestEvents.At(day).ToUnixTimeMilliseconds();

    /// <summary>Of its own: name and side say the same of many items.</summary>
    private static float[] Picture(int item)
    {
        var random = new Random(item);
        return [.. Enumerable.Range(0, 16).Select(_ => random.NextSingle() - 0.5f)];
    }

    /// <summary>What is ordered comes right behind what was looked at last.</summary>
    private static TrainingExample Example(int number, Random random)
    {
        int side = random.Next(2) * (Items / 2);
        int last = random.Next(Items / 2);
        string Item(int place) => number % 19 == 7 ? "stranger" : $"i{side + (place % (Items / 2))}";
        int earlier = number % 23 == 3 ? 0 : 1 + random.Next(3);
        ExampleEvent[] sequence = [.. Enumerable.Range(0, earlier).Select(n => new ExampleEvent(
            Item(n == earlier - 1 ? last : random.Next(Items / 2)), EventAction.PageView, n == 0 ? "search" : "", At(number - 0.5 + (n * 0.01))))];
        return new TrainingExample(
            $"u{random.Next(30)}",
            At(number),
            sequence,
            [.. Enumerable.Range(1, 1 + random.Next(2)).Select(n => new ExampleLabel($"e{number}-{n}", Item(last + n), EventAction.Order, At(number)))]);
    }
}
