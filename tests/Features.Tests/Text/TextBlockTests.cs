using Tandem.Features.Text;

namespace Tandem.Features.Tests.Text;

public class TextBlockTests
{
    private static readonly string?[] Names =
        [.. Enumerable.Range(0, 90).Select(i => i % 3 == 0 ? "summer dress" : i % 3 == 1 ? "winter boots" : "leather belt"), null, " "];

    private static readonly TextBlock Block = TextBlock.Fit(Names, 16, new TextOptions(), 1, default).Block;

    [Fact]
    public void Fuse_InflectedName_LiesNearestToItsOwnKind()
    {
        float[] dresses = Fused("Summer dresses");
        Assert.True(Cosine(dresses, Fused("summer dress")) > 0.9);
        Assert.True(Cosine(dresses, Fused("winter boots")) < 0.5);
    }

    [Fact]
    public void Fuse_NothingKnown_IsZeros() => Assert.All(Fused("12345678").Concat(Fused(null)).Concat(Fused("!?")), value => Assert.Equal(0, value));

    [Fact]
    public void Fit_OneName_Works()
    {
        TextReport report = TextBlock.Fit(["red dress"], 16, new TextOptions { MinItems = 1 }, 1, TestContext.Current.CancellationToken).Report;
        Assert.Equal(1, report.Coverage);
    }

    private static float[] Fused(string? name)
    {
        float[] fused = new float[16];
        Block.Fuse(name, fused);
        return fused;
    }

    private static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
