using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Negatives;
using Tandem.Training.Targets;

namespace Tandem.Training.Tests.Negatives;

public sealed class NegativeSamplerTests
{
    [Fact]
    public void Create_Popularity_LeavesOutItemsWithoutEvents()
    {
        Interactions interactions = new InteractionsBuilder(3).Add(0, 1, EventAction.PageView, 0).Build();
        NegativeSampler sampler = NegativeSampler.Create(interactions, new NegativeRule { Source = NegativeSource.Popularity });

        Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(sampler.Probability));
    }

    [Fact]
    public void Create_PopularityExponent_FlattensTheDistribution()
    {
        Interactions interactions = new InteractionsBuilder(2)
            .Add(0, 0, EventAction.PageView, 0).Add(0, 1, EventAction.PageView, 1).Add(0, 1, EventAction.PageView, 2)
            .Add(0, 1, EventAction.PageView, 3).Add(0, 1, EventAction.PageView, 4).Build();
        NegativeSampler sampler = NegativeSampler.Create(interactions, new NegativeRule { Source = NegativeSource.Popularity, Exponent = 0.5 });

        // Counts 1 and 4, so weights 1 and 2.
        Assert.Equal(2.0 / 3, sampler.Probability(1), 1e-12);
    }
}
