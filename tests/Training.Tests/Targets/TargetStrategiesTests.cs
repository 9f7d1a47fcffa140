using Tandem.Domain;
using Tandem.Training.Targets;

namespace Tandem.Training.Tests.Targets;

public sealed class TargetStrategiesTests
{
    public static TheoryData<string> Names => [.. TargetStrategies.All.Select(strategy => strategy.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void FromJson_OfABuiltInStrategy_GivesItBack(string name)
    {
        string json = TargetStrategies.Named(name).ToJson();

        Assert.Equal(json, TargetStrategy.FromJson(json).ToJson());
    }

    [Fact]
    public void Named_Unknown_ListsTheNames()
    {
        TandemException error = Assert.Throws<TandemException>(() => TargetStrategies.Named("nonsense"));

        Assert.Contains("sampled-softmax-next", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_OutcomeAlsoListed_TheOutcomeWeightWins()
    {
        float[] weights = TargetStrategies.Named("sampled-softmax").Weights(EventAction.Order);

        Assert.Equal(1f, weights[(int)EventAction.Order]);
    }

    [Theory]
    [InlineData("""{"name":"x","loss":"SampledSoftmax","negatives":"UserFailures","negativeCount":5}""")]
    [InlineData("""{"name":"x","loss":"SampledSoftmax","negatives":"Uniform","negativeCount":0}""")]
    [InlineData("""{"name":"x","loss":"SampledSoftmax","negatives":"Uniform","negativeCount":1,"otherWeights":{"Canceled":1}}""")]
    [InlineData("""{"name":"x","loss":"SampledSoftmax","negatives":"Uniform","negativeCount":1,"horizonDays":-1}""")]
    [InlineData("""{"name":"x"}""")]
    public void FromJson_Invalid_IsRefused(string json) => Assert.Throws<TandemException>(() => TargetStrategy.FromJson(json));
}
