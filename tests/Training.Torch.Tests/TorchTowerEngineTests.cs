using Tandem.Domain;
using Tandem.Towers;
using Tandem.Training.Tests.Reference;

namespace Tandem.Training.Torch.Tests;

public sealed class TorchTowerEngineTests
{
    [Theory]
    [InlineData(TargetLoss.PairwiseLogistic)]
    [InlineData(TargetLoss.SampledSoftmax)]
    [InlineData(TargetLoss.BprMax)]
    [InlineData(TargetLoss.Gbce)]
    public void Gradients_TinyModel_LossEqualsNaiveComputation(TargetLoss loss)
    {
        TowerWeights weights = TinyTask.Weights(loss);
        using ITowerEngine engine = Create(loss, weights);

        (float found, _) = engine.Gradients(TinyTask.Batch(loss));

        double expected = new NaiveTowers(TinyTask.Shape, TinyTask.Fused, NaiveTowers.Copy(weights)).Loss(TinyTask.Batch(loss), loss);
        Assert.Equal(expected, found, 1e-5);
    }

    [Theory]
    [InlineData(TargetLoss.PairwiseLogistic)]
    [InlineData(TargetLoss.SampledSoftmax)]
    [InlineData(TargetLoss.BprMax)]
    [InlineData(TargetLoss.Gbce)]
    public void Gradients_TinyModel_EqualFiniteDifferences(TargetLoss loss)
    {
        TowerWeights weights = TinyTask.Weights(loss);
        TrainingBatch batch = TinyTask.Batch(loss);
        using ITowerEngine engine = Create(loss, weights);

        IReadOnlyDictionary<string, float[]> gradients = engine.Gradients(batch).Gradients;

        GradientCheck.EqualFiniteDifferences(weights, batch, loss, gradients);
    }

    [Fact]
    public void Gradients_OtherEventsAfterTheLastTarget_ChangeNothing()
    {
        TrainingBatch batch = TinyTask.Batch(TargetLoss.SampledSoftmax);
        using ITowerEngine engine = Create(TargetLoss.SampledSoftmax, TinyTask.Weights(TargetLoss.SampledSoftmax));
        float expected = engine.Gradients(batch).Loss;

        int[] items = [.. batch.Items];
        items[^1] = 8;
        items[^2] = 3;

        Assert.Equal(expected, engine.Gradients(batch with { Items = items }).Loss);
    }

    [Fact]
    public void Export_BeforeAnyStep_GivesTheInitialWeights()
    {
        TowerWeights weights = TinyTask.Weights(TargetLoss.SampledSoftmax);
        using ITowerEngine engine = Create(TargetLoss.SampledSoftmax, weights);

        TowerWeights exported = engine.Export();

        foreach ((string name, _) in TowerWeights.Layout(TinyTask.Shape, TinyTask.Items))
        {
            Assert.Equal(weights.Array(name), exported.Array(name));
        }
    }

    [Fact]
    public void Export_WithoutAveraging_GivesWeightsOfTheLossThatGradientsReports()
    {
        EngineOptions options = TinyTask.Options(TargetLoss.SampledSoftmax) with { WeightAverageDecay = 0 };
        TrainingBatch batch = TinyTask.Batch(TargetLoss.SampledSoftmax);
        using ITowerEngine engine = new TorchTowerEngineFactory(threads: 1).Create(options, TinyTask.Fused, TinyTask.Items);
        for (int step = 0; step < 5; step++)
        {
            engine.Step(batch, 0.01f);
        }

        double expected = new NaiveTowers(TinyTask.Shape, TinyTask.Fused, NaiveTowers.Copy(engine.Export())).Loss(batch, options.Loss);
        Assert.Equal(expected, engine.Gradients(batch).Loss, 1e-5);
    }

    [Fact]
    public void Export_WithAveraging_IsTheDebiasedAverageOfTheStepsWeights()
    {
        EngineOptions options = TinyTask.Options(TargetLoss.SampledSoftmax) with { WeightAverageDecay = 0.99f };
        TrainingBatch batch = TinyTask.Batch(TargetLoss.SampledSoftmax);
        // A second batch that leaves rows of the first one alone, so that their averages must be caught up.
        TrainingBatch other = batch with { TargetPosition = [0], Positive = [1], Weight = [1f], SharedNegatives = [0], SharedNegativesLogQ = [0f] };
        using ITowerEngine averaged = new TorchTowerEngineFactory(threads: 1).Create(options, TinyTask.Fused, TinyTask.Items);
        using ITowerEngine raw = new TorchTowerEngineFactory(threads: 1).Create(options with { WeightAverageDecay = 0 }, TinyTask.Fused, TinyTask.Items);
        var expected = new double[TinyTask.Items * TinyTask.Shape.Embedding];
        double total = 0;
        for (int step = 0; step < 6; step++)
        {
            TrainingBatch next = step is 1 or 2 or 5 ? other : batch;
            averaged.Step(next, 0.02f);
            raw.Step(next, 0.02f);
            float[] rows = raw.Export().Array(TowerWeights.ItemId);
            total = (total * 0.99) + 1;
            for (int index = 0; index < rows.Length; index++)
            {
                expected[index] = (expected[index] * 0.99) + rows[index];
            }
        }

        float[] found = averaged.Export().Array(TowerWeights.ItemId);
        for (int index = 0; index < found.Length; index++)
        {
            Assert.Equal(expected[index] / total, found[index], 1e-5);
        }
    }

    [Fact]
    public void Step_SameSeed_GivesTheSameWeights()
    {
        Assert.Equal(Run(7).Array(TowerWeights.GruInputWeight), Run(7).Array(TowerWeights.GruInputWeight));
    }

    [Fact]
    public void Step_OtherSeed_GivesOtherWeights()
    {
        Assert.NotEqual(Run(7).Array(TowerWeights.GruInputWeight), Run(8).Array(TowerWeights.GruInputWeight));
    }

    [Fact]
    public void Step_HugeLearningRate_KeepsTheTemperatureInRange()
    {
        using ITowerEngine engine = Create(TargetLoss.SampledSoftmax, TinyTask.Weights(TargetLoss.SampledSoftmax));
        for (int step = 0; step < 20; step++)
        {
            engine.Step(TinyTask.Batch(TargetLoss.SampledSoftmax), 1f);
        }

        Assert.InRange(engine.Export().Temperature, 0.0199f, 1.0001f);
    }

    [Fact]
    public void LoadCheckpoint_AfterSomeSteps_ContinuesToTheSameWeights()
    {
        TrainingBatch batch = TinyTask.Batch(TargetLoss.SampledSoftmax);
        using ITowerEngine whole = Create(TargetLoss.SampledSoftmax, null);
        for (int step = 0; step < 8; step++)
        {
            whole.Step(batch, 0.01f);
        }

        var checkpoint = new MemoryStream();
        using (ITowerEngine first = Create(TargetLoss.SampledSoftmax, null))
        {
            for (int step = 0; step < 3; step++)
            {
                first.Step(batch, 0.01f);
            }

            first.SaveCheckpoint(checkpoint);
        }

        checkpoint.Position = 0;
        using ITowerEngine second = Create(TargetLoss.SampledSoftmax, null);
        second.LoadCheckpoint(checkpoint);
        for (int step = 3; step < 8; step++)
        {
            second.Step(batch, 0.01f);
        }

        foreach ((string name, _) in TowerWeights.Layout(TinyTask.Shape, TinyTask.Items))
        {
            Assert.Equal(whole.Export().Array(name), second.Export().Array(name));
        }
    }

    [Fact]
    public void LoadCheckpoint_OtherShape_IsRefused()
    {
        var checkpoint = new MemoryStream();
        using ITowerEngine engine = Create(TargetLoss.SampledSoftmax, null);
        engine.SaveCheckpoint(checkpoint);
        checkpoint.Position = 0;
        EngineOptions options = TinyTask.Options(TargetLoss.SampledSoftmax) with { Shape = TinyTask.Shape with { GruHidden = 6 } };
        using ITowerEngine other = new TorchTowerEngineFactory(threads: 1).Create(options, TinyTask.Fused, TinyTask.Items);

        Assert.Throws<TandemException>(() => other.LoadCheckpoint(checkpoint));
    }

    [Fact]
    public void Step_AThousandTimes_KeepsMemoryFlat()
    {
        EngineOptions options = new() { Shape = TinyTask.Shape with { Embedding = 64, GruHidden = 16 }, Seed = 1 };
        TrainingBatch batch = TinyTask.Batch(TargetLoss.SampledSoftmax);
        int[] items = [.. Enumerable.Range(0, 64 * 4).Select(index => index % TinyTask.Items)];
        TrainingBatch larger = batch with
        {
            Sequences = 64,
            Length = 4,
            Items = items,
            EventFeatures = new float[items.Length * options.Shape.EventFeatures],
        };
        using ITowerEngine engine = new TorchTowerEngineFactory(threads: 1).Create(options, TinyTask.Fused, TinyTask.Items);
        Steps(60);
        long before = ResidentBytes();
        Steps(1000);
        long grown = ResidentBytes() - before;

        // A step allocates about 0.6 MB of tensors; keeping them would be 600 MB.
        Assert.True(grown < 40 << 20, $"Resident memory grew by {grown >> 20} MB.");

        void Steps(int count)
        {
            for (int step = 0; step < count; step++)
            {
                engine.Step(larger, 0.001f);
            }
        }
    }

    [Fact]
    public void Create_CudaWithoutAGpu_SaysWhatToDo()
    {
        if (TorchSharp.torch.cuda.is_available())
        {
            Assert.Skip("This machine has a GPU.");
        }

        TandemException error = Assert.Throws<TandemException>(
            () => new TorchTowerEngineFactory("cuda").Create(TinyTask.Options(TargetLoss.SampledSoftmax), TinyTask.Fused, TinyTask.Items));
        Assert.Contains("--device cpu", error.Message, StringComparison.Ordinal);
    }

    private static ITowerEngine Create(TargetLoss loss, TowerWeights? weights) =>
        new TorchTowerEngineFactory(threads: 1).Create(TinyTask.Options(loss), TinyTask.Fused, TinyTask.Items, weights);

    private static TowerWeights Run(int seed)
    {
        EngineOptions options = TinyTask.Options(TargetLoss.SampledSoftmax) with { Seed = seed };
        TowerWeights initial = TinyTask.Weights(TargetLoss.SampledSoftmax);
        using ITowerEngine engine = new TorchTowerEngineFactory(threads: 1).Create(options, TinyTask.Fused, TinyTask.Items, initial);
        for (int step = 0; step < 4; step++)
        {
            engine.Step(TinyTask.Batch(TargetLoss.SampledSoftmax), 0.01f);
        }

        return engine.Export();
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet;
    }
}
