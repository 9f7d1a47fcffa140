using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Negatives;
using Tandem.Training.Targets;

namespace Tandem.Training.Tests.Negatives;

public sealed class SharedNegativesTests
{
    private static readonly TargetStrategy Softmax = TargetStrategies.Named("sampled-softmax");

    [Fact]
    public void Draw_SeveralSources_InclusionFrequenciesEqualLogQ()
    {
        // Popularity 1, 2, 4, 8, 16, 32 and uniform, half of twelve draws each.
        var builder = new InteractionsBuilder(6);
        for (int item = 0; item < 6; item++)
        {
            for (int count = 0; count < 1 << item; count++)
            {
                builder.Add(0, item, EventAction.PageView, count);
            }
        }

        SharedNegatives shared = new(
            builder.Build(),
            Softmax with { Negatives = [new() { Source = NegativeSource.Popularity }, new() { Source = NegativeSource.Uniform }], NegativeCount = 12 },
            new double[6]);
        AssertFrequencies(random => shared.Draw([], random), 6);
    }

    [Fact]
    public void Draw_InBatch_InclusionFrequenciesEqualLogQ()
    {
        // Positives of a batch are draws by their frequencies 1 : 3.
        SharedNegatives shared = new(
            new InteractionsBuilder(2).Build(), Softmax with { Negatives = [new() { Source = NegativeSource.InBatch }], NegativeCount = 2 }, [1, 3]);
        AssertFrequencies(random => shared.Draw([.. Enumerable.Range(0, 5).Select(_ => random.Next(4) == 0 ? 0 : 1)], random), 2);
    }

    [Fact]
    public void Draw_FewItems_GivesEachOnceInOrder()
    {
        SharedNegatives shared = new(
            new InteractionsBuilder(3).Build(), Softmax with { Negatives = [new() { Source = NegativeSource.Uniform }], NegativeCount = 500 }, []);

        Assert.Equal([0, 1, 2], shared.Draw([], new Random(3)).Items);
    }

    [Fact]
    public void Create_FullSoftmaxOverTooManyItems_IsRefusedWithBothNumbers()
    {
        Interactions interactions = new InteractionsBuilder(TargetStrategy.MaxNegatives + 1).Build();

        TandemException error = Assert.Throws<TandemException>(() => new SharedNegatives(interactions, TargetStrategies.Named("full-softmax"), []));
        Assert.Contains("100001 items, a full softmax is possible up to 100000", error.Message, StringComparison.Ordinal);
    }

    private static void AssertFrequencies(Func<Random, (int[] Items, float[] LogQ)> draw, int items)
    {
        var random = new Random(2);
        var included = new int[items];
        var logQ = new float[items];
        const int Batches = 20_000;
        for (int batch = 0; batch < Batches; batch++)
        {
            (int[] drawn, float[] log) = draw(random);
            for (int index = 0; index < drawn.Length; index++)
            {
                included[drawn[index]]++;
                logQ[drawn[index]] = log[index];
            }
        }

        for (int item = 0; item < items; item++)
        {
            Assert.Equal(Math.Exp(logQ[item]), (double)included[item] / Batches, 0.02);
        }
    }
}
