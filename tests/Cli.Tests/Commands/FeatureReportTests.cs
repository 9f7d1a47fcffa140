using Tandem.Cli.Commands;
using Tandem.Features;
using Tandem.Features.Inspection;
using Tandem.Features.Popularity;
using Tandem.Training.Featurizing;

namespace Tandem.Cli.Tests.Commands;

/// <summary>What <c>tandem features</c> says to people.</summary>
public sealed class FeatureReportTests
{
    private static readonly PopularityReport Popularity = new(1000, 900, 1.25, 0.0421)
    {
        RankCurve = [.. Enumerable.Range(1, 13).Select(i => new RankPoint(i * i, 1000.0 / i, 500.0 / i))],
    };

    [Fact]
    public void Build_Described_NamesEveryBlockAndChecksZipfsLaw()
    {
        string text = FeaturesCommand.Describe(Note(new CategoryReport(145, 0.9, 1.01, 0.995, 1), new EmbeddingReport(512, 0.952, 0.848)));

        Assert.Contains("attributes  818 columns (1 folded), explained variance 76.4 %", text, StringComparison.Ordinal);
        Assert.Contains("category    145 nodes, 90.0 % of the items, MAP 0.995", text, StringComparison.Ordinal);
        Assert.Contains("image       512-d, 95.2 % of the items", text, StringComparison.Ordinal);
        Assert.Contains("Zipf check: count ~ rank^-1.25 over ranks 1 to 900; at no rank do the cumulated shares differ by more than 4.2 %.", text, StringComparison.Ordinal);
        string[] rows = text.Split(Environment.NewLine)[^7..];
        Assert.Equal("           1        1,000.0          500.0     2.00", rows[0]);
        Assert.StartsWith("         169", rows[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WithoutTreeAndImages_SaysThatNoneWereGiven()
    {
        string text = FeaturesCommand.Describe(Note(new CategoryReport(0, 0, 0, 0, 0), new EmbeddingReport(0, 0, 0)));

        Assert.Contains("category    no tree given", text, StringComparison.Ordinal);
        Assert.Contains("image       none given", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_Described_SaysWhatDistancesAreAndNamesCategories()
    {
        ItemNeighbour[] near = [new ItemNeighbour("i2", "Blue dress", "7505", 0.25) { CategoryName = "Dresses" }, new ItemNeighbour("i3", "Hat", "9", 0.5)];
        ItemInspection inspection = new("i1", "abc", 326, [new BlockInspection("category", 79, 15, 0.9, ["Clothes > Dresses"], near) { Measure = "hyperbolic distance" }], near);

        string[] lines = FeaturesInspectCommand.Describe(inspection).Split(Environment.NewLine);

        Assert.Equal("category [79..93], length 0.900", lines[2]);
        Assert.Equal("  nearest, by hyperbolic distance:", lines[4]);
        Assert.Equal("    0.250  i2  Blue dress  (Dresses)", lines[5]);
        Assert.Equal("    0.500  i3  Hat  (9)", lines[6]);
        Assert.Equal(["the whole vector", "  nearest, by 1 - cosine:"], lines[7..9]);
    }

    private static FeatureNote Note(CategoryReport category, EmbeddingReport image) => new(
        "market", DateTimeOffset.UnixEpoch, "abc", 1000,
        new FitReport(1000, new AttributeReport(11, 818, 1, 0.764), Popularity, category, image, new TextReport(6191, 1, 0.705)));
}
