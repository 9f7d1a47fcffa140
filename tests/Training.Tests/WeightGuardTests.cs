using Tandem.Domain;
using Tandem.Towers;
using Tandem.Training.Tests.Reference;

namespace Tandem.Training.Tests;

public sealed class WeightGuardTests
{
    private static readonly TowerShape Shape = new() { Fused = 6, ItemHidden = 8, Embedding = 8, EventFeatures = 2, GruHidden = 4 };
    private readonly RandomTask _task = new(Shape, items: 40, seed: 2);

    [Fact]
    public void Check_HealthyWeights_GoesOn() => WeightGuard.Check(_task.Weights(TargetLoss.SampledSoftmax), _task.Fused, 1);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(1e6f)]
    public void Check_ExplodedTensor_NamesIt(float value)
    {
        TowerWeights weights = _task.Weights(TargetLoss.SampledSoftmax);
        weights.Array(TowerWeights.GruHiddenWeight)[3] = value;

        TandemException error = Assert.Throws<TandemException>(() => WeightGuard.Check(weights, _task.Fused, 7));
        Assert.Contains(TowerWeights.GruHiddenWeight, error.Message, StringComparison.Ordinal);
        Assert.Contains("step 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_AllItemsInOnePlace_SaysSo()
    {
        TowerWeights weights = _task.Weights(TargetLoss.SampledSoftmax);
        Array.Clear(weights.Array(TowerWeights.ItemOutputWeight));
        Array.Clear(weights.Array(TowerWeights.ItemId));

        TandemException error = Assert.Throws<TandemException>(() => WeightGuard.Check(weights, _task.Fused, 7));
        Assert.Contains("nearly the same vector", error.Message, StringComparison.Ordinal);
    }
}
