using Tandem.Domain;
using Tandem.Towers;
using Tandem.Towers.Kernels;
using Tandem.Training.Managed;
using Tandem.Training.Managed.Numerics;
using Tandem.Training.Tests.Reference;

namespace Tandem.Training.Tests.Managed;

public sealed class ManagedTowerEngineTests
{
    private static readonly TowerShape Shape = new() { Fused = 21, ItemHidden = 18, Embedding = 16, EventFeatures = 3, GruHidden = 20 };

    public static TheoryData<TargetLoss> Losses => [.. Enum.GetValues<TargetLoss>()];

    public static TheoryData<TargetLoss, int> LossesAndWidths
    {
        get
        {
            var data = new TheoryData<TargetLoss, int>();
            foreach (TargetLoss loss in Enum.GetValues<TargetLoss>())
            {
                foreach (int width in (int[])[SimdWidth.Scalar, SimdWidth.V128, SimdWidth.V256, SimdWidth.V512])
                {
                    data.Add(loss, width);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(LossesAndWidths))]
    public void Gradients_TinyModel_EqualFiniteDifferences(TargetLoss loss, int width)
    {
        TowerWeights weights = TinyTask.Weights(loss);
        TrainingBatch batch = TinyTask.Batch(loss);
        using ITowerEngine engine = new ManagedTowerEngineFactory(1, TowerKernels.Of(width)).Create(TinyTask.Options(loss), TinyTask.Fused, TinyTask.Items, weights);

        (float value, IReadOnlyDictionary<string, float[]> gradients) = engine.Gradients(batch);

        double expected = new NaiveTowers(TinyTask.Shape, TinyTask.Fused, NaiveTowers.Copy(weights)).Loss(batch, loss);
        Assert.Equal(expected, value, 1e-5);
        GradientCheck.EqualFiniteDifferences(weights, batch, loss, gradients);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Step_OtherNumberOfThreads_GivesTheSameBytes(TargetLoss loss)
    {
        byte[] one = CheckpointAfter(loss, steps: 5, threads: 1);

        Assert.Equal(one, CheckpointAfter(loss, steps: 5, threads: 3));
    }

    [Fact]
    public void Step_OtherSeed_GivesOtherWeights() =>
        Assert.NotEqual(CheckpointAfter(TargetLoss.SampledSoftmax, 2, 1, seed: 3), CheckpointAfter(TargetLoss.SampledSoftmax, 2, 1, seed: 4));

    [Fact]
    public void LoadCheckpoint_AfterSomeSteps_ContinuesToTheSameBytes()
    {
        byte[] whole = CheckpointAfter(TargetLoss.SampledSoftmax, steps: 9, threads: 2);
        var task = new RandomTask(Shape, items: 200, seed: 3);
        TrainingBatch[] batches = Batches(task, TargetLoss.SampledSoftmax, 9);
        var middle = new MemoryStream();
        using (ITowerEngine first = Create(task, task.Options(TargetLoss.SampledSoftmax), threads: 2))
        {
            Array.ForEach(batches[..4], batch => first.Step(batch, 0.01f));
            first.SaveCheckpoint(middle);
        }

        middle.Position = 0;
        using ITowerEngine second = Create(task, task.Options(TargetLoss.SampledSoftmax), threads: 2);
        second.LoadCheckpoint(middle);
        Array.ForEach(batches[4..], batch => second.Step(batch, 0.01f));
        var end = new MemoryStream();
        second.SaveCheckpoint(end);

        Assert.Equal(whole, end.ToArray());
    }

    [Fact]
    public void LoadCheckpoint_OtherShape_IsRefused()
    {
        var task = new RandomTask(Shape, items: 200, seed: 3);
        var other = new RandomTask(Shape with { GruHidden = 21 }, items: 200, seed: 3);
        var checkpoint = new MemoryStream(CheckpointAfter(TargetLoss.SampledSoftmax, 1, 1));
        using ITowerEngine engine = Create(other, other.Options(TargetLoss.SampledSoftmax), threads: 1);

        TandemException error = Assert.Throws<TandemException>(() => engine.LoadCheckpoint(checkpoint));
        Assert.Contains("without --resume", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_WithAveraging_IsTheDebiasedAverageOfTheStepsWeights()
    {
        var task = new RandomTask(Shape, items: 60, seed: 3);
        EngineOptions options = task.Options(TargetLoss.SampledSoftmax) with { WeightAverageDecay = 0.9f };
        using ITowerEngine averaged = Create(task, options, threads: 1);
        using ITowerEngine raw = Create(task, options with { WeightAverageDecay = 0 }, threads: 1);
        string[] names = [TowerWeights.ItemId, TowerWeights.GruInputWeight];
        Dictionary<string, double[]> sums = names.ToDictionary(name => name, name => new double[raw.Export().Array(name).Length]);
        double total = 0;
        // Small batches leave most rows of the id residual alone, so that their averages must be caught up.
        foreach (TrainingBatch batch in Batches(task, TargetLoss.SampledSoftmax, 7, sequences: 2, negatives: 5))
        {
            averaged.Step(batch, 0.02f);
            raw.Step(batch, 0.02f);
            total = (total * 0.9) + 1;
            foreach (string name in names)
            {
                float[] now = raw.Export().Array(name);
                sums[name] = [.. sums[name].Select((sum, index) => (sum * 0.9) + now[index])];
            }
        }

        TowerWeights found = averaged.Export();
        foreach (string name in names)
        {
            Assert.All(sums[name].Zip(found.Array(name)), pair => Assert.Equal(pair.First / total, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void Export_BeforeAnyStep_GivesTheInitialWeights()
    {
        var task = new RandomTask(Shape, items: 30, seed: 3);
        TowerWeights weights = task.Weights(TargetLoss.SampledSoftmax);
        using ITowerEngine engine = new ManagedTowerEngineFactory(1).Create(task.Options(TargetLoss.SampledSoftmax), task.Fused, task.Items, weights);

        TowerWeights exported = engine.Export();

        foreach ((string name, _) in TowerWeights.Layout(Shape, task.Items))
        {
            Assert.Equal(weights.Array(name), exported.Array(name));
        }
    }

    [Fact]
    public void Step_HugeLearningRate_KeepsTheTemperatureInRange()
    {
        var task = new RandomTask(Shape, items: 60, seed: 3);
        using ITowerEngine engine = Create(task, task.Options(TargetLoss.SampledSoftmax), threads: 1);
        foreach (TrainingBatch batch in Batches(task, TargetLoss.SampledSoftmax, 20))
        {
            engine.Step(batch, 1f);
        }

        Assert.InRange(engine.Export().Temperature, 0.0199f, 1.0001f);
    }

    [Fact]
    public void Gradients_EveryNegativeIsThePositive_AreFinite()
    {
        foreach (TargetLoss loss in (TargetLoss[])[TargetLoss.SampledSoftmax, TargetLoss.BprMax, TargetLoss.Gbce])
        {
            var task = new RandomTask(Shape, items: 60, seed: 3);
            TrainingBatch batch = task.Batch(loss, 3, 4, 10);
            batch = batch with { Positive = [.. batch.Positive.Select(_ => 7)], SharedNegatives = [7], SharedNegativesLogQ = [-1f] };
            using ITowerEngine engine = Create(task, task.Options(loss), threads: 1);

            (float value, IReadOnlyDictionary<string, float[]> gradients) = engine.Gradients(batch);

            Assert.True(float.IsFinite(value), $"{loss}: {value}");
            Assert.All(gradients.Values, gradient => Assert.All(gradient, cell => Assert.True(float.IsFinite(cell))));
        }
    }

    [Fact]
    public void Create_OtherDevice_SaysWhichEngineHasIt()
    {
        TandemException error = Assert.Throws<TandemException>(() => new ManagedTowerEngineFactory().Create(
            TinyTask.Options(TargetLoss.SampledSoftmax) with { Device = "cuda" }, TinyTask.Fused, TinyTask.Items));

        Assert.Contains("--engine torch", error.Message, StringComparison.Ordinal);
    }

    private static byte[] CheckpointAfter(TargetLoss loss, int steps, int threads, int seed = 3)
    {
        var task = new RandomTask(Shape, items: 200, seed: 3);
        using ITowerEngine engine = Create(task, task.Options(loss) with { Seed = seed }, threads);
        Array.ForEach(Batches(task, loss, steps), batch => engine.Step(batch, 0.01f));
        var stream = new MemoryStream();
        engine.SaveCheckpoint(stream);
        return stream.ToArray();
    }

    private static ITowerEngine Create(RandomTask task, EngineOptions options, int threads) =>
        new ManagedTowerEngineFactory(threads).Create(options, task.Fused, task.Items, task.Weights(options.Loss));

    /// <summary>Enough rows for several parts of work.</summary>
    private static TrainingBatch[] Batches(RandomTask task, TargetLoss loss, int count, int sequences = 40, int negatives = 90) =>
        [.. Enumerable.Range(0, count).Select(_ => task.Batch(loss, sequences, length: 9, Math.Min(negatives, task.Items)))];
}
