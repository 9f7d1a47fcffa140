using Tandem.Towers.Kernels;

namespace Tandem.Towers.Tests;

public sealed class AttentionCellTests
{
    private const double Tolerance = 1e-5;

    private static readonly TowerShape Shape = new()
    {
        Fused = 3,
        ItemHidden = 2,
        Embedding = 13,
        EventFeatures = 5,
        UserTower = UserTowerKind.Attention,
        AttentionHidden = 48,
        AttentionHeads = 3,
        AttentionSpan = 7,
    };

    [Theory]
    [InlineData(SimdWidth.V128)]
    [InlineData(SimdWidth.V256)]
    [InlineData(SimdWidth.V512)]
    public void Advance_MoreEventsThanTheSpan_EqualsTheReference(int width) => AssertSequence(Shape, width, events: 40);

    [Fact]
    public void Advance_DefaultShape_EqualsTheReference() =>
        AssertSequence(new TowerShape { UserTower = UserTowerKind.Attention }, SimdWidth.Best, events: 12);

    [Fact]
    public void Advance_RoomForFewerEvents_GivesTheSameVector()
    {
        UserTower tower = new(TestWeights.Create(Shape, 0, 5));

        float[] small = Run(tower, events: 3, room: 3);

        Assert.Equal(Run(tower, events: 3, room: 7), small);
    }

    [Fact]
    public void Advance_NoRoomLeft_SaysSo()
    {
        UserTower tower = new(TestWeights.Create(Shape, 0, 5));

        ArgumentException error = Assert.Throws<ArgumentException>(() => Run(tower, events: 4, room: 3));
        Assert.Contains("room for 3 events", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(49)]
    [InlineData(146)]
    [InlineData(49 + (96 * 8))]
    public void Advance_StateOfAnotherLength_Throws(int length)
    {
        UserTower tower = new(TestWeights.Create(Shape, 0, 5));
        Assert.Throws<ArgumentException>(() => tower.Advance(new float[length], new float[13], new float[5]));
    }

    [Fact]
    public void Load_WhatWasSaved_GivesTheSameWeights()
    {
        TowerWeights weights = TestWeights.Create(Shape, 4, 5);

        TowerWeights loaded = TowerWeights.Load(new MemoryStream(TestWeights.Save(weights)));

        Assert.Equal(Shape, loaded.Shape);
        Assert.All(TowerWeights.Layout(Shape, 4), tensor => Assert.Equal(weights.Array(tensor.Name), loaded.Array(tensor.Name)));
    }

    [Fact]
    public void Load_HeadsThatDoNotDivideTheWidth_IsRefused()
    {
        byte[] file = TestWeights.Save(TestWeights.Create(Shape with { AttentionHeads = 5 }, 4, 5));

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => TowerWeights.Load(new MemoryStream(file)));
        Assert.Contains("heads must divide", error.Message, StringComparison.Ordinal);
    }

    private static void AssertSequence(TowerShape shape, int width, int events)
    {
        TowerWeights weights = TestWeights.Create(shape, 0, seed: 9);
        UserTower tower = new(weights, width);
        Random random = new(10);
        float[] state = new float[tower.StateLength(events)];
        float[] user = new float[shape.Embedding];
        List<double[]> inputs = [];
        for (int step = 0; step < events; step++)
        {
            float[] item = TestWeights.Vector(random, shape.Embedding);
            Normalisation.ToUnitLength(item);
            float[] features = TestWeights.Vector(random, shape.EventFeatures, 3);
            inputs.Add([.. item.Select(value => value * Math.Sqrt(shape.Embedding)), .. features.Select(value => (double)value)]);

            tower.Advance(state, item, features);
            tower.Project(state, user);

            double[] expected = ReferenceKernels.ProjectUser(weights, ReferenceKernels.AttendUser(weights, inputs));
            Assert.All(expected.Zip(user), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }
    }

    private static float[] Run(UserTower tower, int events, int room)
    {
        Random random = new(12);
        float[] state = new float[tower.StateLength(room)];
        for (int step = 0; step < events; step++)
        {
            tower.Advance(state, TestWeights.Vector(random, Shape.Embedding), TestWeights.Vector(random, Shape.EventFeatures));
        }

        return state[..Shape.AttentionHidden];
    }
}
