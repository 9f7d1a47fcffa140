using FsCheck.Xunit;
using Tandem.Domain;

namespace Tandem.Features.Tests;

public class FittedFeaturesTests
{
    private static readonly FittedFeatures Fitted = Shop.Fit();

    [Fact]
    public void Fit_DefaultSchema_Has326DimensionsAndAHash()
    {
        Assert.Equal(326, Fitted.Schema.Dimension);
        Assert.Equal(32, Fitted.Schema.Hash.Length);
    }

    [Fact]
    public void Fit_SameInputsAndSeed_GivesTheSameBytes()
    {
        Assert.Equal(Bytes(Fitted), Bytes(Shop.Fit()));
    }

    [Fact]
    public void Fit_OtherSeed_GivesAnotherHash()
    {
        Assert.NotEqual(Fitted.Schema.Hash, Shop.Fit(options: new FeatureOptions { Seed = 18 }).Schema.Hash);
    }

    [Fact]
    public void Fit_NoItems_FusesZeros()
    {
        FittedFeatures empty = FittedFeatures.Fit([], [], [], new FeatureOptions(), null, TestContext.Current.CancellationToken);
        Assert.All(Fused(empty, new ItemDescription { ItemId = "x", Name = "red dress" }, ItemCounts.None), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Fit_PopularityOfSevenDimensions_IsRefused()
    {
        TandemException error = Assert.Throws<TandemException>(() => Shop.Fit(10, new FeatureOptions { Schema = new FeatureSchema { Popularity = 7 } }));
        Assert.Contains("Schema.Popularity is 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_BlocksLeftOut_FusesTheRest()
    {
        FittedFeatures fitted = Shop.Fit(50, new FeatureOptions { Schema = new FeatureSchema { Attributes = 8, Popularity = 0, Category = 0, Image = 0, Text = 0 } });
        Assert.Equal(1, Norm(Fused(fitted, Shop.Create(50).Items[1], ItemCounts.None)), 1e-5);
    }

    [Fact]
    public void Fit_Cancelled_Throws()
    {
        (ItemDescription[] items, ItemCounts[] counts) = Shop.Create(20);
        Assert.Throws<OperationCanceledException>(
            () => FittedFeatures.Fit(items, Shop.Categories, counts, new FeatureOptions(), null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Fit_StructuredShop_ReportsEveryBlock()
    {
        FitReport report = Fitted.Report;
        Assert.Equal(300, report.Items);
        Assert.InRange(report.Attributes.ExplainedVariance, 0.99, 1);
        Assert.Equal(report.Attributes.ExplainedVariance, report.Attributes.VarianceCurve[^1]);
        Assert.Equal(report.Attributes.VarianceCurve.Order(), report.Attributes.VarianceCurve);
        Assert.InRange(report.Popularity.ZipfExponent, 0.8, 1.4);
        Assert.Equal([1, report.Popularity.WithEvents], new[] { report.Popularity.RankCurve[0].Rank, report.Popularity.RankCurve[^1].Rank });
        Assert.Equal(1, report.Category.Coverage);
        Assert.InRange(report.Image.ExplainedVariance, 0.99, 1);
        Assert.True(report.Text.Vocabulary > 50);
        Assert.Equal(5, report.Seconds.Count);
    }

    [Fact]
    public void FuseAll_ManyItems_EqualsOneAtATimeBitForBit()
    {
        (ItemDescription[] items, ItemCounts[] counts) = Shop.Create(300);
        FusedMatrix all = FusedMatrix.FuseAll(Fitted, items, counts, TestContext.Current.CancellationToken);
        for (int i = 0; i < items.Length; i++)
        {
            Assert.Equal(Fused(Fitted, items[i], counts[i]), all.Row(i).ToArray());
        }
    }

    [Fact]
    public void Fuse_AnyItem_KeepsEveryBlockNearLengthOne()
    {
        float[] fused = Fused(Fitted, Shop.Create(300).Items[1], Shop.Create(300).Counts[1]);
        Assert.Equal(1, Norm(fused[..70]), 1e-5);
        Assert.InRange(Norm(fused[70..79]), 0.01, 3);
        Assert.InRange(Norm(fused[79..94]), 0.1, 1);
        Assert.Equal(1, Norm(fused[94..222]), 1e-5);
        Assert.Equal(1, Norm(fused[222..]), 1e-5);
    }

    [Fact]
    public void Fuse_ItemWithNothingButAnId_HasZerosOutsidePopularity()
    {
        float[] fused = Fused(Fitted, new ItemDescription { ItemId = "new" }, ItemCounts.None);
        Assert.All(fused[..70].Concat(fused[79..]), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Fuse_DestinationOfAnotherLength_IsRefusedWithBothNumbers()
    {
        TandemException error = Assert.Throws<TandemException>(() => Fitted.Fuse(new ItemDescription { ItemId = "x" }, ItemCounts.None, new float[128]));
        Assert.Contains("326", error.Message, StringComparison.Ordinal);
        Assert.Contains("128", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FuseAll_ImageOfAnotherLength_IsRefusedWithBothNumbers()
    {
        ItemDescription wrong = new() { ItemId = "w", Image = new float[7] };
        TandemException error = Assert.Throws<TandemException>(() => Fitted.FuseAll([wrong], [ItemCounts.None], TestContext.Current.CancellationToken));
        Assert.Contains("'w' has 7 dimensions, the fitted features expect 40", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fuse_ManyTimes_AllocatesLittle()
    {
        (ItemDescription[] items, ItemCounts[] counts) = Shop.Create(100);
        float[] fused = new float[326];
        Fitted.Fuse(items[1], counts[1], fused);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < items.Length; i++)
        {
            Fitted.Fuse(items[i], counts[i], fused);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200 * items.Length);
    }

    [Property]
    public bool Fuse_AnyName_IsTheSameTwiceAndFinite(string? name)
    {
        ItemDescription item = new() { ItemId = "x", Name = name, Attributes = [new ItemAttribute("Type", name ?? "")] };
        float[] fused = Fused(Fitted, item, ItemCounts.None);
        return fused.SequenceEqual(Fused(Fitted, item, ItemCounts.None)) && fused.All(float.IsFinite);
    }

    [Fact]
    public void Load_SavedFit_FusesBitForBitTheSame()
    {
        FittedFeatures loaded = FittedFeatures.Load(new MemoryStream(Bytes(Fitted)));
        (ItemDescription[] items, ItemCounts[] counts) = Shop.Create(300);
        Assert.Equal(Fitted.Schema, loaded.Schema);
        Assert.Equal(Fitted.FuseAll(items, counts, TestContext.Current.CancellationToken), loaded.FuseAll(items, counts, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Load_SavedFit_KeepsTheReport()
    {
        FittedFeatures loaded = FittedFeatures.Load(new MemoryStream(Bytes(Fitted)));
        Assert.Equivalent(Fitted.Report with { Seconds = loaded.Report.Seconds }, loaded.Report, strict: true);
    }

    [Fact]
    public void Load_OneBitFlippedAnywhere_IsRefused()
    {
        byte[] bytes = Bytes(Fitted);
        for (int i = 0; i < bytes.Length; i += Math.Max(1, bytes.Length / 40))
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 16;
            Assert.Throws<TandemException>(() => FittedFeatures.Load(new MemoryStream(damaged)));
        }
    }

    [Fact]
    public void Load_CutOffAnywhere_IsRefused()
    {
        byte[] bytes = Bytes(Fitted);
        foreach (int length in new[] { 0, 7, 19, 21, bytes.Length / 2, bytes.Length - 33, bytes.Length - 1 })
        {
            Assert.Throws<TandemException>(() => FittedFeatures.Load(new MemoryStream(bytes, 0, length)));
        }
    }

    [Fact]
    public void Load_LaterFormatVersion_NamesBothVersions()
    {
        byte[] bytes = Bytes(Fitted);
        bytes[8] = 9;
        TandemException error = Assert.Throws<TandemException>(() => FittedFeatures.Load(new MemoryStream(bytes)));
        Assert.Contains($"version 9, this program reads version {FittedFeatures.FormatVersion}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithCategories_ChildOfAKnownCategory_LiesFurtherOutInItsDirection()
    {
        FittedFeatures wider = Fitted.WithCategories([new Category("gown", "evening", "Gowns"), new Category("evening", "dress", "Evening")]);
        float[] parent = Fused(wider, new ItemDescription { ItemId = "p", CategoryId = "dress" }, ItemCounts.None)[79..94];
        float[] child = Fused(wider, new ItemDescription { ItemId = "c", CategoryId = "gown" }, ItemCounts.None)[79..94];
        Assert.InRange(Norm(child), Norm(parent), 1);
        Assert.Equal(1, parent.Zip(child, (a, b) => (double)a * b).Sum() / (Norm(parent) * Norm(child)), 1e-5);
    }

    [Fact]
    public void WithCategories_SavedAndLoaded_KeepsTheHashAndThePlaces()
    {
        FittedFeatures wider = Fitted.WithCategories([new Category("evening", "dress", "Evening")]);
        FittedFeatures loaded = FittedFeatures.Load(new MemoryStream(Bytes(wider)));
        ItemDescription item = new() { ItemId = "c", CategoryId = "evening" };
        Assert.Equal(Fitted.Schema.Hash, loaded.Schema.Hash);
        Assert.Equal(Fused(wider, item, ItemCounts.None), Fused(loaded, item, ItemCounts.None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fit_RowsInAnotherOrder_GivesTheSameBytes(int seed)
    {
        // More items than each sample takes, so that the draws must agree too.
        FeatureOptions options = new() { Images = new() { SampleItems = 100 }, Text = new() { SampleItems = 120 } };
        (ItemDescription[] items, ItemCounts[] counts) = Shop.Create(300);
        byte[] expected = Bytes(FittedFeatures.Fit(items, Shop.Categories, counts, options, null, TestContext.Current.CancellationToken));
        new Random(seed).Shuffle(items);
        new Random(seed).Shuffle(counts);
        Assert.Equal(expected, Bytes(FittedFeatures.Fit(items, Shop.Categories, counts, options, null, TestContext.Current.CancellationToken)));
    }

    [Property(MaxTest = 20)]
    public bool Load_AnySavedFit_FusesOneAtATimeAsTheBatchBitForBit(byte size, int seed)
    {
        (ItemDescription[] items, ItemCounts[] counts) = Shop.Create(1 + (size % 60), seed);
        FeatureOptions options = new() { Seed = seed & 0xFFFF, Schema = new FeatureSchema { Category = 0 } };
        FittedFeatures fitted = FittedFeatures.Fit(items, [], counts, options);
        FittedFeatures loaded = FittedFeatures.Load(new MemoryStream(Bytes(fitted)));
        float[] batch = fitted.FuseAll(items, counts);
        return loaded.Schema == fitted.Schema
            && Bytes(loaded).SequenceEqual(Bytes(fitted))
            && items.Index().All(pair => batch.AsSpan(pair.Index * fitted.Schema.Dimension, fitted.Schema.Dimension)
                .SequenceEqual(Fused(loaded, pair.Item, counts[pair.Index])));
    }

    internal static float[] Fused(FittedFeatures fitted, ItemDescription item, ItemCounts counts)
    {
        float[] fused = new float[fitted.Schema.Dimension];
        Array.Fill(fused, float.NaN);
        fitted.Fuse(item, counts, fused);
        return fused;
    }

    private static byte[] Bytes(FittedFeatures fitted)
    {
        using MemoryStream stream = new();
        fitted.Save(stream);
        return stream.ToArray();
    }

    private static double Norm(IEnumerable<float> values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
