using Tandem.Training.Featurizing.Pictures;

namespace Tandem.Training.Tests.Featurizing;

public sealed class NeighbourLayoutTests
{
    private const int Dimension = 12;

    [Fact]
    public void Of_ThreeClusters_KeepsNearestNeighboursWithinTheirCluster()
    {
        float[] rows = Clusters(90);
        double[] plane = NeighbourLayout.Of(rows, Dimension, TestContext.Current.CancellationToken);

        int together = Enumerable.Range(0, 90).Count(i => Nearest(plane, i) % 3 == i % 3);
        Assert.True(together >= 88, $"{together} of 90 have their nearest neighbour in their own cluster");
    }

    [Fact]
    public void Of_TheSamePoints_IsTheSamePlane() => Assert.Equal(
        NeighbourLayout.Of(Clusters(30), Dimension, TestContext.Current.CancellationToken),
        NeighbourLayout.Of(Clusters(30), Dimension, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Of_FewOrEqualPoints_IsFinite(int points)
    {
        double[] plane = NeighbourLayout.Of(new float[points * Dimension], Dimension, TestContext.Current.CancellationToken);

        Assert.Equal(2 * points, plane.Length);
        Assert.All(plane, static value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void PrincipalPlane_PointsOnALine_HaveOneCoordinate()
    {
        float[] rows = [.. Enumerable.Range(0, 5).SelectMany(static i => new float[] { 3 * i, 4 * i, 0 })];
        double[] plane = PrincipalPlane.Of(rows, 3);

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(5.0 * Math.Abs(i - 2), Math.Abs(plane[2 * i]), 6);
            Assert.Equal(0, plane[(2 * i) + 1], 6);
        }
    }

    private static float[] Clusters(int points)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, points).SelectMany(i => Enumerable.Range(0, Dimension).Select(d => (d % 3 == i % 3 ? 1 : 0) + (0.1f * random.NextSingle())))];
    }

    private static int Nearest(double[] plane, int i) => Enumerable.Range(0, plane.Length / 2).Where(j => j != i)
        .MinBy(j => Math.Pow(plane[2 * i] - plane[2 * j], 2) + Math.Pow(plane[(2 * i) + 1] - plane[(2 * j) + 1], 2));
}
