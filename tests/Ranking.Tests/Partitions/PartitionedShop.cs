using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking.Partitions;
using Tandem.Towers;

namespace Tandem.Ranking.Tests.Partitions;

/// <summary>A shop with towers, content and pairs, all random, as one model and as a bundle of which partitions are read.</summary>
internal sealed class PartitionedShop : IDisposable
{
    private const int ImageLength = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("tandem-partitions-").FullName;
    private readonly BundleFolder _bundle;

    public PartitionedShop(int items, int seed)
    {
        Random random = new(seed);
        Items = [.. Enumerable.Range(0, items).Select(item => Item(item, random))];
        Category[] categories = [new("root", null, "All"), new("left", "root", "Left"), new("right", "root", "Right")];
        ItemCounts[] counts = [.. Items.Select((_, i) => new ItemCounts(items - i, items - i, 1, 0, 10))];
        FittedFeatures features = FittedFeatures.Fit(Items, categories, counts, new FeatureOptions(), null, TestContext.Current.CancellationToken);
        TowerShape shape = new() { Fused = features.Schema.Dimension, ItemHidden = 16, Embedding = 8, GruHidden = 8, EventFeatures = EventFeatures.Dimension };
        ModelParts parts = new()
        {
            Manifest = TestShop.Manifest(features.Schema.Hash) with { Items = items, Shape = shape },
            Items = Items,
            Categories = categories,
            Features = features,
            Fused = features.FuseAll(Items, counts, TestContext.Current.CancellationToken),
            Towers = RandomTowers(shape, items, random),
            Next = Pairs(items, random),
            Together = Pairs(items, random),
            SamePeople = SuccessorLists.Empty(items),
            Further = SuccessorLists.Empty(items),
            Alike = SuccessorLists.Empty(items),
            Statistics = TestShop.Statistics([.. Items.Select((_, i) => (float)(items - i))]),
        };
        _bundle = BundleFolder.Write(Path.Combine(_folder, "bundle"), parts.Manifest, ServingModel.FromParts(parts).SaveFiles(), TimeProvider.System);
        Whole = ServingModel.Load(_bundle);
        Partitioned = ServingModel.Load(_bundle, partitioned: true);
    }

    public ItemDescription[] Items { get; }

    public ServingModel Whole { get; }

    public ServingModel Partitioned { get; }

    public VectorPartition[] Partitions(int count) => [.. Enumerable.Range(0, count).Select(partition => VectorPartition.Load(_bundle, partition, count))];

    public static ItemDescription Item(int item, Random random) => new()
    {
        ItemId = $"item-{item:D4}",
        Name = $"Thing number {random.Next(20)}",
        CategoryId = item % 2 == 0 ? "left" : "right",
        Attributes = [new ItemAttribute("Color", random.Next(2) == 0 ? "red" : "blue"), new ItemAttribute("Size", random.Next(5).ToString())],
        Image = [.. Enumerable.Range(0, ImageLength).Select(_ => random.NextSingle() - 0.5f)],
        Price = 10 + item,
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SuccessorLists Pairs(int items, Random random)
    {
        int[] start = [.. Enumerable.Range(0, items + 1).Select(static i => i * 3)];
        int[] to = [.. Enumerable.Range(0, items).SelectMany(item => Enumerable.Range(0, 3).Select(step => (item + 1 + (step * 7) + random.Next(5)) % items))];
        return new SuccessorLists(start, to, [.. to.Select((_, place) => 1f / (1 + (place % 3)))]);
    }

    private static TowerWeights RandomTowers(TowerShape shape, int items, Random random) => TowerWeights.FromTensors(
        shape, items, TowerWeights.Layout(shape, items).ToDictionary(
            tensor => tensor.Name,
            tensor => Enumerable.Range(0, tensor.Shape.Aggregate(1, (product, size) => product * size)).Select(_ => random.NextSingle() - 0.5f).ToArray()));
}
