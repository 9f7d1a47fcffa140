using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking;
using Tandem.Storage.Files;
using Tandem.Towers;
using Tandem.Training.Targets;

namespace Tandem.Grains.Tests;

/// <summary>A small real bundle: 40 items in two categories, features fitted, towers untrained, no co-visitation.</summary>
internal static class SampleBundle
{
    public const int Items = 40;

    /// <summary>How many events it says it was counted from.</summary>
    public const int CountedEvents = 700;

    public const int ImageLength = 8;
    public const string Left = "left";
    public const string Right = "right";

    private const string Prefix = "item-";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static string ItemId(int item) => Prefix + item;

    /// <summary>Publishes a bundle into a node's artifact store and returns its version. Later ones sort behind earlier ones; another seed gives other towers.</summary>
    /// <param name="textVectors">Texts are given vectors, <see cref="TextVector"/>, instead of words.</param>
    /// <param name="prefix">Of the items' ids.</param>
    public static async Task<string> PublishAsync(string dataFolder, DateTimeOffset writtenAt, int seed = 17, bool textVectors = false, string prefix = Prefix)
    {
        string folder = Path.Combine(dataFolder, "unpublished");
        string version = Write(folder, writtenAt, seed, textVectors, prefix).Manifest.Version;
        FolderArtifactStore store = new(Path.Combine(dataFolder, "artifacts"), TimeProvider.System);
        await store.UploadFolderAsync(folder, "bundles/" + version);
        Directory.Delete(folder, recursive: true);
        return version;
    }

    /// <summary>Flips one byte of a published bundle.</summary>
    public static void Damage(string dataFolder, string version)
    {
        string file = Path.Combine(dataFolder, "artifacts", "bundles", version, "towers.safetensors");
        File.SetAttributes(file, FileAttributes.Normal);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 0xFF;
        File.WriteAllBytes(file, bytes);
    }

    private static BundleFolder Write(string folder, DateTimeOffset writtenAt, int seed, bool textVectors, string prefix)
    {
        ItemDescription[] items = [.. Enumerable.Range(0, Items).Select(item => Describe(item, prefix) with { TextVector = textVectors ? TextVector(item) : null })];
        Category[] categories = [new("root", null, "All"), new(Left, "root", "Left"), new(Right, "root", "Right")];
        ItemCounts[] counts = [.. items.Select((_, i) => new ItemCounts(Items - i, Items - i, 1, 0, 10))];
        FittedFeatures features = FittedFeatures.Fit(items, categories, counts, new FeatureOptions());
        float[] fused = new float[Items * features.Schema.Dimension];
        for (int i = 0; i < Items; i++)
            features.Fuse(items[i], counts[i], fused.AsSpan(i * features.Schema.Dimension, features.Schema.Dimension));

        TowerShape shape = new() { Fused = features.Schema.Dimension, ItemHidden = 16, Embedding = 8, GruHidden = 8, EventFeatures = EventFeatures.Dimension };
        BundleManifest manifest = new()
        {
            Version = "",
            Dataset = "sample",
            Simulated = true,
            FeatureSchemaHash = features.Schema.Hash,
            Shape = shape,
            Target = TargetStrategies.Named("sampled-softmax").ToJson(),
            TrainedUntil = Start.AddDays(30),
            CountedEvents = CountedEvents,
            Items = Items,
        };
        ServingModel model = ServingModel.FromParts(new ModelParts
        {
            Manifest = manifest,
            Items = items,
            Categories = categories,
            Features = features,
            Fused = fused,
            Towers = UntrainedTowers(shape, seed),
            Next = SuccessorLists.Empty(Items),
            Together = SuccessorLists.Empty(Items),
            SamePeople = SuccessorLists.Empty(Items),
            Further = SuccessorLists.Empty(Items),
            Alike = SuccessorLists.Empty(Items),
            Statistics = new ItemStatistics(Items, ItemStatistics.Names.ToDictionary(name => name, _ => FallingPopularity())),
        });
        return BundleFolder.Write(folder, manifest, model.SaveFiles(), new FixedTime(writtenAt));
    }

    private static ItemDescription Describe(int item, string prefix) => new()
    {
        ItemId = prefix + item,
        Name = $"Thing number {item}",
        CategoryId = item < Items / 2 ? Left : Right,
        Attributes = [new ItemAttribute("Color", item % 2 == 0 ? "red" : "blue")],
        Image = [.. Enumerable.Range(0, ImageLength).Select(i => MathF.Sin((item * ImageLength) + i))],
        Price = 10 + item,
    };

    /// <summary>Each item's direction is its own.</summary>
    public static float[] TextVector(int item)
    {
        Random random = new(item);
        return [.. Enumerable.Range(0, 12).Select(_ => random.NextSingle() - 0.5f)];
    }

    /// <summary>Item 0 is the most popular, by every measure.</summary>
    private static float[] FallingPopularity() => [.. Enumerable.Range(0, Items).Select(item => (float)(Items - item))];

    private static TowerWeights UntrainedTowers(TowerShape shape, int seed)
    {
        Random random = new(seed);
        return TowerWeights.FromTensors(shape, Items, TowerWeights.Layout(shape, Items).ToDictionary(
            tensor => tensor.Name,
            tensor => Enumerable.Range(0, tensor.Shape.Aggregate(1, (product, size) => product * size))
                .Select(_ => (random.NextSingle() - 0.5f) / 4)
                .ToArray()));
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
