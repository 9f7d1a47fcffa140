using FsCheck.Xunit;
using Tandem.Domain;
using Tandem.Features.Images;

namespace Tandem.Features.Tests.Images;

public sealed class ImageSampleTests
{
    [Property(MaxTest = 50)]
    public void Drawn_AnyOrder_IsTheSame(int seed)
    {
        ItemDescription[] items = Items(200);
        ImageOptions options = new() { SampleItems = 50 };
        var expected = ImageSample.Of(items, options, 7).Drawn();
        new Random(seed).Shuffle(items);
        Assert.Equal(expected, ImageSample.Of(items, options, 7).Drawn());
        Assert.Equal(50, expected.Count);
    }

    [Fact]
    public void Drawn_AnotherSeed_IsAnother()
    {
        ItemDescription[] items = Items(200);
        ImageOptions options = new() { SampleItems = 50 };
        Assert.NotEqual(ImageSample.Of(items, options, 7).Drawn(), ImageSample.Of(items, options, 8).Drawn());
    }

    [Fact]
    public void Add_ItemsWithoutImage_OnlyLowerTheCoverage()
    {
        ImageSample sample = ImageSample.Of([.. Items(3), new ItemDescription { ItemId = "bare" }], new ImageOptions(), 1);
        Assert.Equal((4L, 3L, 5), (sample.Items, sample.WithImage, sample.Dimension));
    }

    private static ItemDescription[] Items(int count)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, count).Select(i => new ItemDescription
        {
            ItemId = $"i{i}",
            Image = [.. Enumerable.Range(0, 5).Select(_ => (float)random.NextDouble())],
        })];
    }
}
