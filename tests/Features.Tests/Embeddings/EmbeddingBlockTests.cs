using Tandem.Domain;
using Tandem.Features.Embeddings;

namespace Tandem.Features.Tests.Embeddings;

public class EmbeddingBlockTests
{
    [Fact]
    public void Fit_ShorterThanTheBlock_PadsWithZeros()
    {
        ItemDescription[] items = Items(40, 6);
        (EmbeddingBlock block, EmbeddingReport report) = EmbeddingBlock.Fit(EmbeddingSample.Of(EmbeddingField.Image, items, 20_000, 1), 10, 1, TestContext.Current.CancellationToken);
        float[] fused = new float[10];
        block.Fuse(items[3], fused);
        Assert.Equal(1, report.ExplainedVariance, 1e-5);
        Assert.Equal([0f, 0f, 0f, 0f], fused[6..]);
    }

    [Fact]
    public void Fit_TwoLengths_NamesBothItems()
    {
        ItemDescription[] items = [.. Items(3, 6), new ItemDescription { ItemId = "odd", Image = new float[5] }];
        TandemException error = Assert.Throws<TandemException>(() => EmbeddingBlock.Fit(EmbeddingSample.Of(EmbeddingField.Image, items, 20_000, 1), 4, 1, TestContext.Current.CancellationToken));
        Assert.Contains("'odd' has 5 dimensions, that of item 'i0' 6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fuse_NotANumber_IsRefused()
    {
        EmbeddingBlock block = EmbeddingBlock.Fit(EmbeddingSample.Of(EmbeddingField.Image, Items(10, 3), 20_000, 1), 2, 1, TestContext.Current.CancellationToken).Block;
        ItemDescription broken = new() { ItemId = "nan", Image = [1, float.NaN, 0] };
        Assert.Contains("'nan'", Assert.Throws<TandemException>(() => block.Fuse(broken, new float[2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fuse_NoEmbedding_IsZeros()
    {
        EmbeddingBlock block = EmbeddingBlock.Fit(EmbeddingSample.Of(EmbeddingField.Image, Items(10, 3), 20_000, 1), 2, 1, TestContext.Current.CancellationToken).Block;
        float[] fused = [5, 5];
        block.Fuse(new ItemDescription { ItemId = "x" }, fused);
        Assert.Equal([0f, 0f], fused);
    }

    private static ItemDescription[] Items(int count, int dimension)
    {
        Random random = new(8);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new ItemDescription
            {
                ItemId = $"i{i}",
                Image = [.. Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() - 0.5))],
            }),
        ];
    }
}
