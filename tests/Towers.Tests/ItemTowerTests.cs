using Tandem.Towers.Kernels;

namespace Tandem.Towers.Tests;

public sealed class ItemTowerTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(SimdWidth.V128)]
    [InlineData(SimdWidth.V256)]
    [InlineData(SimdWidth.V512)]
    public void Embed_OddShape_EqualsTheReference(int width)
    {
        TowerWeights weights = TestWeights.Create(TestWeights.OddShape, items: 4, seed: 1);
        ItemTower tower = new(weights, width);
        float[] fused = TestWeights.Vector(new Random(2), 37);
        float[] actual = new float[13];
        foreach (int idRow in new[] { -1, 0, 3 })
        {
            tower.Embed(fused, idRow, actual);
            AssertClose(ReferenceKernels.EmbedItem(weights, fused, idRow), actual);
        }
    }

    [Theory]
    [InlineData(SimdWidth.V128)]
    [InlineData(SimdWidth.V256)]
    [InlineData(SimdWidth.V512)]
    public void EmbedAll_MoreRowsThanABlock_EqualsTheReference(int width)
    {
        const int Items = 203;
        TowerWeights weights = TestWeights.Create(TestWeights.OddShape, Items, seed: 3);
        float[] fused = TestWeights.Vector(new Random(4), Items * 37);

        float[] all = new ItemTower(weights, width).EmbedAll(fused, Items);

        for (int item = 0; item < Items; item++)
        {
            AssertClose(ReferenceKernels.EmbedItem(weights, fused.AsSpan(item * 37, 37), item), all.AsSpan(item * 13, 13));
        }
    }

    [Fact]
    public void EmbedAll_DefaultShape_EqualsEmbedOneByOne()
    {
        TowerShape shape = new();
        TowerWeights weights = TestWeights.Create(shape, items: 100, seed: 5);
        ItemTower tower = new(weights);
        float[] fused = TestWeights.Vector(new Random(6), 100 * shape.Fused);
        float[] one = new float[shape.Embedding];

        float[] all = tower.EmbedAll(fused, 100);

        for (int item = 0; item < 100; item++)
        {
            tower.Embed(fused.AsSpan(item * shape.Fused, shape.Fused), item, one);
            AssertClose([.. one.Select(value => (double)value)], all.AsSpan(item * shape.Embedding, shape.Embedding));
        }
    }

    [Fact]
    public void EmbedAll_RowsPastTheIdResidual_AreEmbeddedByContent()
    {
        TowerWeights weights = TestWeights.Create(TestWeights.OddShape, items: 1, seed: 7);
        float[] fused = TestWeights.Vector(new Random(8), 2 * 37);

        float[] all = new ItemTower(weights).EmbedAll(fused, 2);

        AssertClose(ReferenceKernels.EmbedItem(weights, fused.AsSpan(37), -1), all.AsSpan(13));
    }

    [Fact]
    public void EmbedAll_NoItems_IsEmpty() =>
        Assert.Empty(new ItemTower(TestWeights.Create(TestWeights.OddShape, 0, 1)).EmbedAll([], 0));

    [Fact]
    public void Embed_AllZeroOutput_StaysZero()
    {
        Dictionary<string, float[]> zeros = TowerWeights.Layout(TestWeights.OddShape, 0)
            .ToDictionary(tensor => tensor.Name, tensor => new float[tensor.Shape.Aggregate(1, (a, b) => a * b)]);
        ItemTower tower = new(TowerWeights.FromTensors(TestWeights.OddShape, 0, zeros));
        float[] actual = new float[13];

        tower.Embed(new float[37], -1, actual);

        Assert.Equal(new float[13], actual);
    }

    [Theory]
    [InlineData(36, 0, 13)]
    [InlineData(37, 0, 12)]
    [InlineData(37, 2, 13)]
    [InlineData(37, -2, 13)]
    public void Embed_WrongLengthOrRow_Throws(int fused, int idRow, int destination)
    {
        ItemTower tower = new(TestWeights.Create(TestWeights.OddShape, 2, 1));
        Assert.ThrowsAny<ArgumentException>(() => tower.Embed(new float[fused], idRow, new float[destination]));
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - Tolerance, expected[i] + Tolerance);
        }
    }
}
