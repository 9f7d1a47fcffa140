using FsCheck.Xunit;
using Tandem.Domain;
using Tandem.Features.Popularity;

namespace Tandem.Features.Tests.Popularity;

public class PopularityModelTests
{
    /// <summary>Weighted counts 4, 2, 1, 1, 0 in one category: small enough to do by hand.</summary>
    private static readonly ProductCounts[] Five =
    [
        new("c", new ItemCounts(4, 4, 3, 1, 7)),
        new("c", new ItemCounts(2, 1, 1, 0, 28)),
        new("c", new ItemCounts(1, 0, 0, 1, 56)),
        new("d", new ItemCounts(1, 1, 2, 0, 14)),
        new(null, ItemCounts.None),
    ];

    private static readonly PopularityOptions Options = new() { RecentDays = 14, OutcomePrior = 8, NoveltyDays = 28 };
    private static readonly PopularityModel Model = PopularityModel.Fit(Five, Options);

    [Fact]
    public void Measure_LogCount_IsTheLogarithmOfOneMore() => Assert.Equal(Math.Log(5), Raw(0)[PopularityFeatures.LogCount], 1e-12);

    [Fact]
    public void Measure_ZipfResidual_IsTheLogarithmOverTheLaw()
    {
        // P(r) = r^-s / H over ranks 1 to 4, and 8 in all.
        double s = Model.Zipf.Exponent;
        double harmonic = Enumerable.Range(1, 4).Sum(rank => Math.Pow(rank, -s));
        Assert.Equal(Math.Log(4 / (8 / harmonic)), Raw(0)[PopularityFeatures.ZipfResidual], 1e-9);
        Assert.Equal(Math.Log(2 / (8 / harmonic * Math.Pow(2, -s))), Raw(1)[PopularityFeatures.ZipfResidual], 1e-9);
        Assert.Equal(0, Raw(4)[PopularityFeatures.ZipfResidual]);
    }

    [Fact]
    public void Measure_ZScoreInASmallCategory_IsAmongAllProducts()
    {
        double[] logs = [.. Five.Select(product => Math.Log(1 + product.Totals.Weighted))];
        double mean = logs.Average();
        double deviation = Math.Sqrt(logs.Average(log => (log - mean) * (log - mean)));
        Assert.Equal((logs[1] - mean) / deviation, Raw(1)[PopularityFeatures.ZScore], 1e-9);
    }

    [Fact]
    public void Measure_Tailness_IsTheShareOfMorePopularProducts() =>
        Assert.Equal([0, 4 / 8.0, 6 / 8.0, 6 / 8.0, 1], Enumerable.Range(0, 5).Select(i => Raw(i)[PopularityFeatures.Tailness]));

    [Fact]
    public void Measure_GlobalRank_SharesTheMiddleAmongEquals() =>
        Assert.Equal([0.9, 0.7, 0.4, 0.4, 0.1], Enumerable.Range(0, 5).Select(i => Math.Round(Raw(i)[PopularityFeatures.GlobalRank], 9)));

    [Fact]
    public void Measure_CategoryRank_IsWithinTheCategory()
    {
        Assert.Equal(1 - (0.5 / 3), Raw(0)[PopularityFeatures.CategoryRank], 1e-12);
        Assert.Equal(0.5, Raw(3)[PopularityFeatures.CategoryRank], 1e-12);
        Assert.Equal(0.1, Raw(4)[PopularityFeatures.CategoryRank], 1e-12);
    }

    [Fact]
    public void Measure_Trend_ComparesTheWindowWithTheLongRunRate()
    {
        Assert.Equal(0, Raw(0)[PopularityFeatures.Trend], 1e-12); // Younger than the window: all is recent.
        Assert.Equal(Math.Log(2 / 2.0), Raw(1)[PopularityFeatures.Trend], 1e-12); // 28 days old: half of 2 is expected, 1 was.
        Assert.Equal(Math.Log(1 / 1.25), Raw(2)[PopularityFeatures.Trend], 1e-12); // 56 days: a quarter of 1.
    }

    [Fact]
    public void Measure_DeliveredShare_IsSmoothedTowardsTheShops()
    {
        // 6 delivered of 8 outcomes in all, a prior of 8 outcomes.
        Assert.Equal((3 + (8 * 0.75)) / (4 + 8), Raw(0)[PopularityFeatures.DeliveredShare], 1e-12);
        Assert.Equal(0.75, Raw(4)[PopularityFeatures.DeliveredShare], 1e-12);
    }

    [Fact]
    public void Measure_Novelty_FallsToOneOverEAtTheStatedAge()
    {
        Assert.Equal(Math.Exp(-1), Raw(1)[PopularityFeatures.Novelty], 1e-12);
        Assert.Equal(1, Raw(4)[PopularityFeatures.Novelty], 1e-12);
    }

    [Fact]
    public void Describe_FittedProducts_AreCentredAndWithinATenth()
    {
        float[][] all = [.. Five.Select(product => Described(Model, product))];
        Assert.All(all, values => Assert.All(values, value => Assert.InRange(value, -0.1f, 0.1f)));
        for (int feature = 0; feature < PopularityFeatures.Count; feature++)
        {
            Assert.Equal(0, all.Average(values => values[feature]), 1e-5);
        }
    }

    [Fact]
    public void Describe_ManyProducts_HasARootMeanSquareOfAThirtiethAFeature()
    {
        ProductCounts[] products = [.. Enumerable.Range(0, 500).Select(i => Product((ushort)(i * i), i))];
        PopularityModel model = PopularityModel.Fit(products);
        double[] squares = [.. products.SelectMany(product => Described(model, product)).Select(value => (double)value * value)];
        Assert.Equal(1 / 30.0, Math.Sqrt(squares.Average()), 0.002); // Less than 1/30 only by what is clipped.
    }

    [Property]
    public bool Fit_ProductsInAnotherOrder_DescribesBitForBitTheSame(ushort[] counts, int seed)
    {
        ProductCounts[] products = [.. counts.Select((count, i) => Product(count, i))];
        ProductCounts[] shuffled = [.. products];
        new Random(seed).Shuffle(shuffled);
        PopularityModel one = PopularityModel.Fit(products), other = PopularityModel.Fit(shuffled);
        return products.All(product => Described(one, product).SequenceEqual(Described(other, product)));
    }

    [Property]
    public bool Describe_TotalsOfAnItemThatStandsAlone_EqualTheBatchFit(ushort[] counts)
    {
        ItemDescription[] items = [.. counts.Select((_, i) => new ItemDescription { ItemId = $"i{i}", CategoryId = $"c{i % 3}" })];
        ItemCounts[] totals = [.. counts.Select((count, i) => Product(count, i).Totals)];
        FittedFeatures fitted = FittedFeatures.Fit(
            items, [], totals, new FeatureOptions { Schema = new FeatureSchema { Attributes = 0, Category = 0, Image = 0, Text = 0 } });
        return items.Index().All(pair =>
            Described(fitted.Popularity, new ProductCounts(pair.Item.CategoryId, totals[pair.Index]))
                .SequenceEqual(FittedFeaturesTests.Fused(fitted, pair.Item, totals[pair.Index])));
    }

    [Fact]
    public void Fit_CountThatIsNoNumber_NamesTheProduct()
    {
        TandemException error = Assert.Throws<TandemException>(() => PopularityModel.Fit([Five[0], new(null, new ItemCounts(double.NaN, 0, 0, 0, 0))]));
        Assert.Contains("product 1", error.Message, StringComparison.Ordinal);
    }

    private static ProductCounts Product(ushort count, int i) =>
        new($"c{i % 3}", new ItemCounts(count % 50, count % 7, count % 5, count % 3, count % 90));

    private static double[] Raw(int product)
    {
        double[] raw = new double[PopularityFeatures.Count];
        Model.Measure(Five[product].CategoryId, Five[product].Totals, raw);
        return raw;
    }

    private static float[] Described(PopularityModel model, ProductCounts product)
    {
        float[] values = new float[PopularityFeatures.Count];
        model.Describe(product.CategoryId, product.Totals, values);
        return values;
    }
}
