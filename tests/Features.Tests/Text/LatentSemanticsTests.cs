using Tandem.Domain;
using Tandem.Features.Text;

namespace Tandem.Features.Tests.Text;

public class LatentSemanticsTests
{
    private static readonly ItemDescription[] Items =
    [
        .. Enumerable.Range(0, 90).Select(i => Item(i % 3 == 0 ? "summer dress" : i % 3 == 1 ? "winter boots" : "кожаный ремень")),
        Item(null),
        Item(" "),
    ];

    private static readonly LatentSemantics Block = Fit(Items, new TextOptions()).Block;

    [Theory]
    [InlineData("Summer dresses", "summer dress", "winter boots")]
    [InlineData("ремни из кожаного", "кожаный ремень", "summer dress")]
    public void Fuse_InflectedName_LiesNearestToItsOwnKind(string name, string own, string other)
    {
        float[] fused = Fused(Item(name));
        Assert.True(Cosine(fused, Fused(Item(own))) > 0.8);
        Assert.True(Cosine(fused, Fused(Item(other))) < 0.5);
    }

    [Theory]
    [InlineData("12345678")]
    [InlineData(null)]
    [InlineData("!?")]
    [InlineData("и the для of")]
    public void Fuse_NothingKnown_IsZeros(string? name) => Assert.All(Fused(Item(name)), value => Assert.Equal(0, value));

    [Fact]
    public void Fuse_SeveralTexts_IsTheMeanOfTheirDirectionsHoweverLongTheyAre()
    {
        float[] boots = Fused(Item("winter boots"));
        float[] dress = Fused(Item("summer dress"));
        float[] both = Fused(Item("winter boots", new ItemAttribute("annotation", string.Join(' ', Enumerable.Repeat("summer dress", 9)))));

        float[] expected = [.. boots.Zip(Fused(Item(string.Join(' ', Enumerable.Repeat("summer dress", 9)))), static (a, b) => a + b)];
        Assert.Equal(Cosine(expected, expected) / Math.Sqrt(Cosine(expected, expected)), Cosine(both, expected), 4);
        Assert.Equal(Cosine(both, boots), Cosine(both, dress), 1);
    }

    [Fact]
    public void Fuse_AttributeThatIsNoText_ChangesNothing() =>
        Assert.Equal(Fused(Item("winter boots")), Fused(Item("winter boots", new ItemAttribute("Season", "summer dress"))));

    [Fact]
    public void Fit_OneName_Works()
    {
        TextReport report = Fit([Item("red dress")], new TextOptions { MinItems = 1 }).Report;
        Assert.Equal(1, report.Coverage);
    }

    [Fact]
    public void Fit_LongDescriptions_LearnsTheirWordsToTheEnd()
    {
        string filler = string.Concat(Enumerable.Repeat("slowly ", 80));
        ItemDescription[] items = [.. Enumerable.Range(0, 20).Select(i => Item("thing", new ItemAttribute("Description", $"{filler}{(i % 2 == 0 ? "porcelain" : "leather")}")))];
        LatentSemantics fitted = Fit(items, new TextOptions()).Block;
        float[] vector = new float[16];
        fitted.Fuse(Item("porcelain"), vector);
        Assert.Equal(1, Cosine(vector, vector), 4);
    }

    private static (LatentSemantics Block, TextReport Report) Fit(ItemDescription[] items, TextOptions options)
    {
        TextSample sample = new(options, 1);
        foreach ((int i, ItemDescription item) in items.Index())
        {
            sample.Add(item with { ItemId = $"i{i}" });
        }

        return LatentSemantics.Fit(sample, 16, options, 1, TestContext.Current.CancellationToken);
    }

    private static ItemDescription Item(string? name, params ItemAttribute[] attributes) => new() { ItemId = "i", Name = name, Attributes = attributes };

    private static float[] Fused(ItemDescription item)
    {
        float[] fused = new float[16];
        Block.Fuse(item, fused);
        return fused;
    }

    private static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
