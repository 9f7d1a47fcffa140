using FsCheck.Xunit;
using Tandem.Domain;
using Tandem.Features.Embeddings;

namespace Tandem.Features.Tests.Embeddings;

public sealed class EmbeddingSampleTests
{
    [Property(MaxTest = 50)]
    public void Drawn_AnyOrder_IsTheSame(int seed)
    {
        ItemDescription[] items = Items(200);
        var expected = EmbeddingSample.Of(EmbeddingField.Image, items, 50, 7).Drawn();
        new Random(seed).Shuffle(items);
        Assert.Equal(expected, EmbeddingSample.Of(EmbeddingField.Image, items, 50, 7).Drawn());
        Assert.Equal(50, expected.Count);
    }

    [Fact]
    public void Drawn_AnotherSeed_IsAnother()
    {
        ItemDescription[] items = Items(200);
        Assert.NotEqual(EmbeddingSample.Of(EmbeddingField.Image, items, 50, 7).Drawn(), EmbeddingSample.Of(EmbeddingField.Image, items, 50, 8).Drawn());
    }

    [Fact]
    public void Add_ItemsWithoutEmbedding_OnlyLowerTheCoverage()
    {
        EmbeddingSample sample = EmbeddingSample.Of(EmbeddingField.Image, [.. Items(3), new ItemDescription { ItemId = "bare" }], 20_000, 1);
        Assert.Equal((4L, 3L, 5), (sample.Items, sample.Given, sample.Dimension));
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
