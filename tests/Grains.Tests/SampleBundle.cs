using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking;
using Tandem.Storage.Files;
using Tandem.Towers;
using Tandem.Training;
using Tandem.Training.Bundling;

namespace Tandem.Grains.Tests;

/// <summary>A small real bundle: 40 items in two categories, 30 users who buy neighbouring items, features fitted, towers untrained.</summary>
internal static class SampleBundle
{
    public const int Items = 40;
    public const int ImageLength = 8;
    public const string Left = "left";
    public const string Right = "right";

    private const int Users = 30;
    private const int EventsPerUser = 6;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static string ItemId(int item) => $"item-{item}";

    /// <summary>Publishes a bundle into a node's artifact store and returns its version. Later ones sort behind earlier ones.</summary>
    public static async Task<string> PublishAsync(string dataFolder, DateTimeOffset writtenAt)
    {
        string folder = Path.Combine(dataFolder, "unpublished");
        string version = Write(folder, writtenAt).Manifest.Version;
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

    private static BundleFolder Write(string folder, DateTimeOffset writtenAt)
    {
        ItemDescription[] items = [.. Enumerable.Range(0, Items).Select(Describe)];
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
            Target = "none",
            TrainedUntil = Start.AddDays(30),
            Items = Items,
        };
        ServingModel model = ServingModelBuilder.Build(
            manifest,
            Events(),
            items,
            categories,
            features,
            fused,
            TowerInitialization.Create(new EngineOptions { Shape = shape }, Items));
        return BundleFolder.Write(folder, manifest, model.SaveFiles(), new FixedTime(writtenAt));
    }

    private static ItemDescription Describe(int item) => new()
    {
        ItemId = ItemId(item),
        Name = $"Thing number {item}",
        CategoryId = item < Items / 2 ? Left : Right,
        Attributes = [new ItemAttribute("Color", item % 2 == 0 ? "red" : "blue")],
        Image = [.. Enumerable.Range(0, ImageLength).Select(i => MathF.Sin((item * ImageLength) + i))],
        Price = 10 + item,
    };

    private static Interactions Events()
    {
        int count = Users * EventsPerUser;
        return new Interactions
        {
            UserIds = [.. Enumerable.Range(0, Users).Select(user => $"past-{user}")],
            ItemIds = [.. Enumerable.Range(0, Items).Select(ItemId)],
            WidgetNames = [""],
            UserStart = [.. Enumerable.Range(0, Users + 1).Select(user => user * EventsPerUser)],
            Item = [.. Enumerable.Range(0, count).Select(row => ((row / EventsPerUser) + (row % EventsPerUser)) % Items)],
            Action = [.. Enumerable.Repeat(EventAction.Order, count)],
            OccurredAt = [.. Enumerable.Range(0, count).Select(row => Start.AddHours((row / EventsPerUser) + row).ToUnixTimeMilliseconds())],
            Widget = new byte[count],
            Order = [.. Enumerable.Repeat(-1, count)],
            Value = new float[count],
            Outcome = EventAction.Order,
            Anonymous = new bool[Users],
        };
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
