using Tandem.Towers.Kernels;

namespace Tandem.Towers.Tests;

public sealed class UserTowerTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(SimdWidth.V128)]
    [InlineData(SimdWidth.V256)]
    [InlineData(SimdWidth.V512)]
    public void Advance_FiftyEventsOfAnOddShape_EqualsTheReference(int width) => AssertSequence(TestWeights.OddShape, width);

    [Fact]
    public void Advance_FiftyEventsOfTheDefaultShape_EqualsTheReference() => AssertSequence(new TowerShape(), SimdWidth.Best);

    // One unit, no biases, worked out by hand: r = σ(1), z = σ(2), n = tanh(3 + r · 0), h' = (1 − z) · n.
    [Fact]
    public void Advance_FirstEventOfOneUnit_FollowsTheFormula()
    {
        UserTower tower = OneUnit(hidden: [0, 0, 0], hiddenBias: [0, 0, 0]);
        float[] state = [0];

        tower.Advance(state, [1], []);

        Assert.Equal((1 - 0.880797078) * 0.995054754, state[0], 1e-6);
    }

    // The reset gate multiplies W_hn · h + b_hn after the product, and the update gate weighs the old state:
    // r = σ(1) = 0.731058579, z = σ(2), n = tanh(3 + r · (−4 · 0.5 + −0.5)) = tanh(1.172353553), h' = (1 − z) · n + z · 0.5.
    [Fact]
    public void Advance_ResetGate_ScalesTheHiddenTermWithItsBias()
    {
        UserTower tower = OneUnit(hidden: [0, 0, -4], hiddenBias: [0, 0, -0.5f]);
        float[] state = [0.5f];

        tower.Advance(state, [1], []);

        Assert.Equal((1 - 0.880797078) * Math.Tanh(1.172353553) + 0.880797078 * 0.5, state[0], 1e-6);
    }

    [Fact]
    public void Advance_ItemVector_IsScaledByTheRootOfTheDimension()
    {
        TowerShape shape = new() { Fused = 1, ItemHidden = 1, Embedding = 4, EventFeatures = 0, GruHidden = 1 };
        Dictionary<string, float[]> tensors = Zeros(shape);
        tensors[TowerWeights.GruInputWeight][8] = 1;
        UserTower tower = new(TowerWeights.FromTensors(shape, 0, tensors));
        float[] state = [0];

        tower.Advance(state, [0.3f, 0, 0, 0], []);

        Assert.Equal(0.5 * Math.Tanh(2 * 0.3), state[0], 1e-6);
    }

    [Fact]
    public async Task Advance_ManyThreads_GiveTheSameStates()
    {
        TowerShape shape = TestWeights.OddShape;
        UserTower tower = new(TestWeights.Create(shape, 0, 11));
        float[] expected = Run(tower, shape);

        float[][] states = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Run(tower, shape))));

        Assert.All(states, state => Assert.Equal(expected, state));
    }

    [Theory]
    [InlineData(22, 13, 5)]
    [InlineData(23, 12, 5)]
    [InlineData(23, 13, 6)]
    public void Advance_WrongLength_Throws(int state, int item, int features)
    {
        UserTower tower = new(TestWeights.Create(TestWeights.OddShape, 0, 1));
        Assert.Throws<ArgumentException>(() => tower.Advance(new float[state], new float[item], new float[features]));
    }

    [Fact]
    public void Project_WrongLength_Throws()
    {
        UserTower tower = new(TestWeights.Create(TestWeights.OddShape, 0, 1));
        Assert.Throws<ArgumentException>(() => tower.Project(new float[23], new float[12]));
    }

    private static void AssertSequence(TowerShape shape, int width)
    {
        TowerWeights weights = TestWeights.Create(shape, 0, seed: 9);
        UserTower tower = new(weights, width);
        Random random = new(10);
        float[] state = new float[shape.GruHidden];
        double[] reference = new double[shape.GruHidden];
        float[] user = new float[shape.Embedding];
        for (int step = 0; step < 50; step++)
        {
            float[] item = TestWeights.Vector(random, shape.Embedding);
            Normalisation.ToUnitLength(item);
            float[] features = TestWeights.Vector(random, shape.EventFeatures, 3);
            tower.Advance(state, item, features);
            reference = ReferenceKernels.AdvanceUser(weights, reference, item, features);
            tower.Project(state, user);
            AssertClose(reference, state);
            AssertClose(ReferenceKernels.ProjectUser(weights, reference), user);
        }
    }

    private static float[] Run(UserTower tower, TowerShape shape)
    {
        Random random = new(12);
        float[] state = new float[shape.GruHidden];
        for (int step = 0; step < 200; step++)
        {
            tower.Advance(state, TestWeights.Vector(random, shape.Embedding), TestWeights.Vector(random, shape.EventFeatures));
        }

        return state;
    }

    private static UserTower OneUnit(float[] hidden, float[] hiddenBias)
    {
        TowerShape shape = new() { Fused = 1, ItemHidden = 1, Embedding = 1, EventFeatures = 0, GruHidden = 1 };
        Dictionary<string, float[]> tensors = Zeros(shape);
        tensors[TowerWeights.GruInputWeight] = [1, 2, 3];
        tensors[TowerWeights.GruHiddenWeight] = hidden;
        tensors[TowerWeights.GruHiddenBias] = hiddenBias;
        return new UserTower(TowerWeights.FromTensors(shape, 0, tensors));
    }

    private static Dictionary<string, float[]> Zeros(TowerShape shape) =>
        TowerWeights.Layout(shape, 0)
            .ToDictionary(tensor => tensor.Name, tensor => new float[tensor.Shape.Aggregate(1, (a, b) => a * b)]);

    private static void AssertClose(double[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - Tolerance, expected[i] + Tolerance);
        }
    }
}
