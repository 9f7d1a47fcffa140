using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Negatives;
using Tandem.Training.Targets;

namespace Tandem.Training.Tests.Negatives;

public sealed class NegativeSamplerTests
{
    [Fact]
    public void DrawShared_ManyTimes_InclusionFrequenciesEqualLogQ()
    {
        var sampler = new NegativeSampler([1, 2, 4, 8, 16, 32]);
        var random = new Random(2);
        var included = new int[6];
        var logQ = new float[6];
        const int Batches = 20_000;
        for (int batch = 0; batch < Batches; batch++)
        {
            (int[] items, float[] log) = sampler.DrawShared(10, random);
            for (int index = 0; index < items.Length; index++)
            {
                included[items[index]]++;
                logQ[items[index]] = log[index];
            }
        }

        for (int item = 0; item < included.Length; item++)
        {
            Assert.Equal(Math.Exp(logQ[item]), (double)included[item] / Batches, 0.02);
        }
    }

    [Fact]
    public void DrawShared_FewItems_GivesEachOnce()
    {
        (int[] items, _) = new NegativeSampler([1, 1, 1]).DrawShared(500, new Random(3));

        Assert.Equal([0, 1, 2], items);
    }

    [Theory]
    [InlineData(1e-12, 3000)]
    [InlineData(1e-7, 3000)]
    [InlineData(1e-4, 3000)]
    [InlineData(0.3, 2)]
    public void LogInclusion_AnyProbability_EqualsTheExactSum(double probability, int draws)
    {
        // The complement of a binomial's zero term, summed without cancellation: Σ p (1-p)^i.
        double exact = 0;
        double miss = 1;
        for (int draw = 0; draw < draws; draw++)
        {
            exact += probability * miss;
            miss *= 1 - probability;
        }

        Assert.Equal(Math.Log(exact), NegativeSampler.LogInclusion(probability, draws), 1e-9);
    }

    [Fact]
    public void Create_Popularity_LeavesOutItemsWithoutEvents()
    {
        Interactions interactions = new InteractionsBuilder(3).Add(0, 1, EventAction.PageView, 0).Build();
        NegativeSampler sampler = NegativeSampler.Create(interactions, TargetStrategies.Named("sampled-softmax"));

        Assert.Equal([1], sampler.DrawShared(100, new Random(4)).Items);
    }
}
