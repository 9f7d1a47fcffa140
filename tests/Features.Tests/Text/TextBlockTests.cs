using Tandem.Domain;
using Tandem.Features.Text;

namespace Tandem.Features.Tests.Text;

public sealed class TextBlockTests
{
    private const int Source = 12;

    private static readonly FeatureOptions Options = new()
    {
        Schema = new FeatureSchema { Attributes = 0, Popularity = 0, Category = 0, Image = 0, Text = 8 },
        Text = new TextOptions { VectorSampleItems = 60 },
    };

    private static readonly ItemDescription[] Items = Create();
    private static readonly ItemCounts[] Counts = new ItemCounts[Items.Length];
    private static readonly FittedFeatures Fitted = Fit(Items);

    [Fact]
    public void Fit_VectorsGiven_ReportsTheirLengthAndCoverage()
    {
        Assert.True(Fitted.TextFromVectors);
        Assert.Equal((0, Source, 0.75), (Fitted.Report.Text.Vocabulary, Fitted.Report.Text.VectorDimension, Fitted.Report.Text.Coverage));
        Assert.InRange(Fitted.Report.Text.ExplainedVariance, 0.8, 1);
    }

    [Fact]
    public void Fuse_VectorOfOneKind_LiesNearItsOwnKindWhateverTheName()
    {
        float[][] fused = [.. Items.Select(item => FittedFeaturesTests.Fused(Fitted, item, ItemCounts.None))];
        Assert.True(Cosine(fused[1], fused[7]) > 0.9);
        Assert.True(Cosine(fused[1], fused[2]) < 0.5);
    }

    [Fact]
    public void Fuse_NoVectorWhereOthersHaveOne_IsZeros() =>
        Assert.All(FittedFeaturesTests.Fused(Fitted, Items[0], ItemCounts.None), static value => Assert.Equal(0, value));

    [Fact]
    public void Fuse_VectorOfAnotherLength_IsRefusedWithTheItemAndBothLengths()
    {
        ItemDescription wrong = new() { ItemId = "w", TextVector = new float[7] };
        TandemException error = Assert.Throws<TandemException>(() => Fitted.Fuse(wrong, ItemCounts.None, new float[8]));
        Assert.Contains("text vector of item 'w' has 7 dimensions, the fitted features expect 12", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_VectorsOfTwoLengths_NamesTheItemAndTheField()
    {
        TandemException error = Assert.Throws<TandemException>(() => Fit([.. Items, new ItemDescription { ItemId = "odd", TextVector = new float[5] }]));
        Assert.Contains("text vector of item 'odd' has 5 dimensions, that of item 'i1' 12", error.Message, StringComparison.Ordinal);
        Assert.Contains("`text_vector`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FuseAll_VectorsGiven_EqualsOneAtATimeOfTheLoadedFitBitForBit()
    {
        FittedFeatures loaded = FittedFeatures.Load(new MemoryStream(Bytes(Fitted)));
        FusedMatrix all = FusedMatrix.FuseAll(Fitted, Items, Counts, TestContext.Current.CancellationToken);
        Assert.Equal(Fitted.Schema, loaded.Schema);
        Assert.True(loaded.TextFromVectors);
        for (int i = 0; i < Items.Length; i++)
        {
            Assert.Equal(all.Row(i).ToArray(), FittedFeaturesTests.Fused(loaded, Items[i], Counts[i]));
        }
    }

    [Fact]
    public void Fit_VectorsInAnotherOrder_GivesTheSameBytes()
    {
        ItemDescription[] shuffled = [.. Items];
        new Random(3).Shuffle(shuffled);
        Assert.Equal(Bytes(Fitted), Bytes(Fit(shuffled)));
    }

    [Fact]
    public void Fuse_VectorOnAFitOfWords_ReadsTheWords()
    {
        FittedFeatures words = Fit([.. Items.Select(static item => item with { TextVector = null })]);
        Assert.False(words.TextFromVectors);
        Assert.Equal(
            FittedFeaturesTests.Fused(words, Items[1] with { TextVector = null }, ItemCounts.None),
            FittedFeaturesTests.Fused(words, Items[1], ItemCounts.None));
    }

    private static FittedFeatures Fit(ItemDescription[] items) => FittedFeatures.Fit(items, [], new ItemCounts[items.Length], Options);

    /// <summary>Three kinds, one item in four without a vector, and names that say nothing of the kind.</summary>
    private static ItemDescription[] Create()
    {
        Random random = new(4);
        return
        [
            .. Enumerable.Range(0, 120).Select(i => new ItemDescription
            {
                ItemId = $"i{i}",
                Name = $"article number {i % 5}",
                TextVector = i % 4 == 0
                    ? null
                    : [.. Enumerable.Range(0, Source).Select(k => (float)(Math.Sin((k + 1) * ((i % 3) + 1)) + (0.2 * random.NextDouble())))],
            }),
        ];
    }

    private static byte[] Bytes(FittedFeatures fitted)
    {
        using MemoryStream stream = new();
        fitted.Save(stream);
        return stream.ToArray();
    }

    private static double Cosine(float[] a, float[] b) => a.Zip(b, static (x, y) => (double)x * y).Sum();
}
