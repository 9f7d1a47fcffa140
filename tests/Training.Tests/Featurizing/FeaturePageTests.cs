using Tandem.Domain;
using Tandem.Features;
using Tandem.Training.Featurizing;
using Tandem.Training.Featurizing.Pages;
using Tandem.Training.Featurizing.Pictures;

namespace Tandem.Training.Tests.Featurizing;

public sealed class FeaturePageTests
{
    private const string Hostile = "<script>alert(1)</script>";

    private static readonly Category[] Categories =
    [
        new("root", null, "Everything"),
        new("a", "root", Hostile),
        new("b", "root", "Boots"),
        new("b1", "b", "Winter boots"),
    ];

    [Fact]
    public void Write_HostileNames_AreEscapedAndNothingIsFetched()
    {
        string page = Write(Items(40));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WholeBuild_HasEveryPicture()
    {
        string page = Write(Items(40));

        Assert.All(
            ["weighted count over rank of the product", "share of the variance over components", "Category tree in the Poincar", "Map of the fused space", "Lengths of the block text"],
            picture => Assert.Contains($"aria-label=\"{picture}", page, StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ShopWithNothing_IsStillAPage() => Assert.EndsWith("</html>\n", Write([]), StringComparison.Ordinal);

    [Fact]
    public void Pictures_BlockWithoutData_HasNoCoverage()
    {
        FeaturePictures pictures = Pictures(Items(40)).Pictures;

        Assert.Equal(0, pictures.Blocks.Single(static block => block.Name == "image").Coverage);
        BlockPicture text = pictures.Blocks.Single(static block => block.Name == "text");
        Assert.Equal(1, text.Coverage);
        Assert.Equal(40, text.Counts.Sum());
        Assert.Equal(1, text.MeanNorm, 4);
    }

    [Fact]
    public void Pictures_Tree_LiesInsideTheDiskUnderItsBranches()
    {
        FeaturePictures pictures = Pictures(Items(40)).Pictures;

        Assert.Equal([Hostile, "Boots"], pictures.Groups);
        Assert.All(pictures.Tree, static node => Assert.True((node.X * node.X) + (node.Y * node.Y) < 1));
        DiskCategory winter = pictures.Tree.Single(static node => node.Name == "Winter boots");
        Assert.Equal("Boots", pictures.Tree[winter.Parent].Name);
        Assert.Equal(1, winter.Group);
        Assert.Equal(-1, pictures.Tree.Single(static node => node.Depth == 0).Group);
    }

    private static string Write(ItemDescription[] items)
    {
        (FittedFeatures features, FeaturePictures pictures) = Pictures(items);
        var note = new FeatureNote(Hostile, DateTimeOffset.UnixEpoch, features.Schema.Hash, items.Length, features.Report);
        return FeaturePage.Write(note, new FeatureOptions(), pictures);
    }

    private static (FittedFeatures Features, FeaturePictures Pictures) Pictures(ItemDescription[] items)
    {
        ItemCounts[] counts = [.. items.Select(static (_, i) => new ItemCounts(100.0 / (i + 1), 10.0 / (i + 1), i + 2, i + 1, i + 3))];
        FittedFeatures features = FittedFeatures.Fit(items, Categories, counts, new FeatureOptions(), null, TestContext.Current.CancellationToken);
        var sample = new PictureSample(items.Length, features.Schema.Dimension, seed: 1);
        float[] vector = new float[features.Schema.Dimension];
        for (int i = 0; i < items.Length; i++)
        {
            features.Fuse(items[i], counts[i], vector);
            sample.Offer(i, items[i], vector);
        }

        return (features, FeaturePictures.Of(features.Schema, sample, Categories, null, TestContext.Current.CancellationToken));
    }

    private static ItemDescription[] Items(int count) =>
    [
        .. Enumerable.Range(0, count).Select(static i => new ItemDescription
        {
            ItemId = $"i{i}",
            Name = i % 5 == 0 ? Hostile : i % 2 == 0 ? "winter boots" : "red dress",
            CategoryId = i % 4 == 0 ? "b1" : i % 4 == 1 ? "b" : "a",
            Attributes = [new ItemAttribute("Color", i % 2 == 0 ? "red" : "blue"), new ItemAttribute("Size", $"{i % 3}")],
        }),
    ];
}
