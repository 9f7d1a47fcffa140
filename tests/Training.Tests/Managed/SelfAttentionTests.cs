using Tandem.Domain;
using Tandem.Towers;
using Tandem.Towers.Kernels;
using Tandem.Training.Managed;
using Tandem.Training.Managed.Numerics;
using Tandem.Training.Tests.Reference;

namespace Tandem.Training.Tests.Managed;

public sealed class SelfAttentionTests
{
    /// <summary>A span that is shorter than the sequences, so that events leave it.</summary>
    private static readonly TowerShape Shape = new()
    {
        Fused = 7,
        ItemHidden = 6,
        Embedding = 5,
        EventFeatures = 3,
        UserTower = UserTowerKind.Attention,
        AttentionHidden = 32,
        AttentionHeads = 2,
        AttentionSpan = 4,
    };

    [Theory]
    [InlineData(SimdWidth.Scalar)]
    [InlineData(SimdWidth.V128)]
    [InlineData(SimdWidth.V256)]
    [InlineData(SimdWidth.V512)]
    public void Gradients_SomeCells_EqualFiniteDifferences(int width)
    {
        const TargetLoss loss = TargetLoss.SampledSoftmax;
        var task = new RandomTask(Shape, items: 12, seed: 4);
        TowerWeights weights = task.Weights(loss);
        TrainingBatch batch = task.Batch(loss, sequences: 3, length: 7, negatives: 5);
        using ITowerEngine engine = new ManagedTowerEngineFactory(1, TowerKernels.Of(width)).Create(task.Options(loss), task.Fused, task.Items, weights);

        (float value, IReadOnlyDictionary<string, float[]> gradients) = engine.Gradients(batch);

        Assert.Equal(new NaiveTowers(Shape, task.Fused, NaiveTowers.Copy(weights)).Loss(batch, loss), value, 1e-5);
        GradientCheck.EqualFiniteDifferences(weights, task.Fused, batch, loss, gradients, every: 61);
        Assert.Contains(gradients[TowerWeights.AttentionDistance], gradient => Math.Abs(gradient) > 1e-4);
    }

    [Fact]
    public void Step_OtherNumberOfThreads_GivesTheSameBytes() => Assert.Equal(CheckpointAfter(6, threads: 1), CheckpointAfter(6, threads: 3));

    [Fact]
    public void LoadCheckpoint_AfterSomeSteps_ContinuesToTheSameBytes()
    {
        var task = new RandomTask(Shape, items: 200, seed: 3);
        TrainingBatch[] batches = Batches(task, 6);
        var middle = new MemoryStream();
        using (ITowerEngine first = Create(task, threads: 2))
        {
            Array.ForEach(batches[..4], batch => first.Step(batch, 0.01f));
            first.SaveCheckpoint(middle);
        }

        middle.Position = 0;
        using ITowerEngine second = Create(task, threads: 2);
        second.LoadCheckpoint(middle);
        Array.ForEach(batches[4..], batch => second.Step(batch, 0.01f));
        var end = new MemoryStream();
        second.SaveCheckpoint(end);

        Assert.Equal(CheckpointAfter(6, threads: 2), end.ToArray());
    }

    [Fact]
    public void Step_OneBatchAgainAndAgain_LearnsIt()
    {
        var task = new RandomTask(Shape, items: 40, seed: 3);
        TrainingBatch batch = Batches(task, 1, sequences: 6)[0];
        using ITowerEngine engine = Create(task, threads: 1);
        float first = engine.Step(batch, 0.01f);
        float last = first;
        for (int step = 0; step < 60; step++)
        {
            last = engine.Step(batch, 0.01f);
        }

        Assert.True(last < first / 2, $"from {first} to {last}");
    }

    [Theory]
    [InlineData(32, 3, 4)]
    [InlineData(40, 2, 4)]
    [InlineData(32, 0, 4)]
    [InlineData(32, 2, 0)]
    public void Create_HeadsThatDoNotFit_SaysWhichWidthsDo(int hidden, int heads, int span)
    {
        TowerShape shape = Shape with { AttentionHidden = hidden, AttentionHeads = heads, AttentionSpan = span };
        TandemException error = Assert.Throws<TandemException>(() =>
            new ManagedTowerEngineFactory(1).Create(new EngineOptions { Shape = shape }, new float[shape.Fused * 3], 3));

        Assert.Contains("a multiple of 16 for each head", error.Message, StringComparison.Ordinal);
    }

    private static byte[] CheckpointAfter(int steps, int threads)
    {
        var task = new RandomTask(Shape, items: 200, seed: 3);
        using ITowerEngine engine = Create(task, threads);
        Array.ForEach(Batches(task, steps), batch => engine.Step(batch, 0.01f));
        var stream = new MemoryStream();
        engine.SaveCheckpoint(stream);
        return stream.ToArray();
    }

    private static ITowerEngine Create(RandomTask task, int threads) =>
        new ManagedTowerEngineFactory(threads).Create(
            task.Options(TargetLoss.SampledSoftmax), task.Fused, task.Items, task.Weights(TargetLoss.SampledSoftmax));

    /// <summary>Enough sequences for several parts of work.</summary>
    private static TrainingBatch[] Batches(RandomTask task, int count, int sequences = 40) =>
        [.. Enumerable.Range(0, count).Select(_ => task.Batch(TargetLoss.SampledSoftmax, sequences, length: 9, negatives: 30))];
}
