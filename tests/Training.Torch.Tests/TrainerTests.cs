using Tandem.Domain;
using Tandem.Features;
using Tandem.Towers;
using Tandem.Training.Targets;
using Tandem.Training.Tests;
using Tandem.Training.Tests.Reference;

namespace Tandem.Training.Torch.Tests;

/// <summary>Whole training runs with the real engine on a shop where the next item follows from the last one.</summary>
public sealed class TrainerTests : IDisposable
{
    private const int Items = 40;
    private const int Users = 120;
    private const int Events = 10;

    private static readonly TowerShape Shape = new() { Fused = 8, ItemHidden = 16, Embedding = 16, EventFeatures = 2, GruHidden = 24 };
    private static readonly float[] Fused = TinyTask.Values(Items * Shape.Fused, 6);

    private readonly string _folder = Directory.CreateTempSubdirectory("training").FullName;

    [Fact]
    public void Train_ItemsThatFollowEachOther_LowersTheLoss()
    {
        IReadOnlyList<EpochSummary> curve = Train(Job(8)).Curve;

        Assert.True(curve[^1].Loss < 0.7 * curve[0].Loss, $"Loss went from {curve[0].Loss} to {curve[^1].Loss}.");
    }

    [Fact]
    public void Train_ItemsThatFollowEachOther_BeatsPopularity()
    {
        TowerWeights weights = Train(Job(12)).Weights;

        // Every item is as popular as any other, so a popularity list hits 5 of 40.
        Assert.True(HitRate(weights, 5) > 0.6, $"Hit rate at 5 is {HitRate(weights, 5)}.");
    }

    [Theory]
    [InlineData("pairwise-uniform")]
    [InlineData("pairwise-hard")]
    [InlineData("in-batch-softmax")]
    [InlineData("full-softmax")]
    [InlineData("sampled-softmax-next")]
    public void Train_OtherStrategies_LowerTheirLoss(string strategy)
    {
        IReadOnlyList<EpochSummary> curve = Train(Job(6) with { Strategy = TargetStrategies.Named(strategy) }).Curve;

        Assert.True(curve[^1].Loss < curve[0].Loss);
    }

    [Fact]
    public void Train_CancelledAndResumed_GivesTheWeightsOfAnUninterruptedRun()
    {
        TrainingResult whole = Train(Job(4));
        using var cancellation = new CancellationTokenSource();
        TrainingJob interrupted = Job(4);
        interrupted = interrupted with
        {
            Options = interrupted.Options with { CheckpointFolder = _folder, Resume = true },
        };

        Assert.ThrowsAny<OperationCanceledException>(() => Train(interrupted, new CancelAt(10, cancellation), cancellation.Token));
        TrainingResult resumed = Train(interrupted);

        Assert.Equal(whole.Curve, resumed.Curve);
        foreach ((string name, _) in TowerWeights.Layout(Shape, Items))
        {
            Assert.Equal(whole.Weights.Array(name), resumed.Weights.Array(name));
        }
    }

    [Fact]
    public void Train_HardNegativesCancelledAndResumed_GivesTheWeightsOfAnUninterruptedRun()
    {
        TrainingJob job = Job(4) with { Strategy = TargetStrategies.Named("pairwise-hard") };
        TrainingResult whole = Train(job);
        using var cancellation = new CancellationTokenSource();
        TrainingJob interrupted = job with { Options = job.Options with { CheckpointFolder = _folder, Resume = true } };

        Assert.ThrowsAny<OperationCanceledException>(() => Train(interrupted, new CancelAt(10, cancellation), cancellation.Token));
        TrainingResult resumed = Train(interrupted);

        Assert.Equal(whole.Weights.Array(TowerWeights.ItemId), resumed.Weights.Array(TowerWeights.ItemId));
    }

    [Fact]
    public void Train_StepsAndCurveEvery_RunsSoManyBatchesOverAsManyEpochsAsNeeded()
    {
        TrainingJob job = Job(1);
        TrainingResult result = Train(job with { Options = job.Options with { Steps = 25, CurveEvery = 10 } });

        Assert.Equal([10, 20, 25], result.Curve.Select(static point => point.Steps));
    }

    [Fact]
    public void Train_ResumedWithOtherOptions_IsRefused()
    {
        TrainingJob job = Job(1);
        TrainerOptions options = job.Options with { CheckpointFolder = _folder, Resume = true };
        Train(job with { Options = options });

        TandemException error = Assert.Throws<TandemException>(() => Train(job with { Options = options with { Epochs = 2 } }));
        Assert.Contains("2 epochs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_FeaturesThatAreNoNumbers_StopsWithAdvice()
    {
        float[] broken = [.. Fused];
        Array.Fill(broken, float.NaN);

        Assert.Throws<TandemException>(() => Train(Job(1) with { Fused = broken }));
    }

    [Fact]
    public void Train_WithValidation_PutsItsResultIntoTheCurve()
    {
        TrainingResult result = Train(Job(2) with { Validate = (summary, _) => summary.Epoch * 0.1 });

        Assert.Equal([0.1, 0.2], result.Curve.Select(epoch => epoch.Validation!.Value));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TrainingResult Train(TrainingJob job) => Train(job, null, TestContext.Current.CancellationToken);

    private static TrainingResult Train(TrainingJob job, IProgress<ProgressReport>? progress, CancellationToken cancellation) =>
        new Trainer(new TorchTowerEngineFactory(threads: 1), new TickingTime(), Encode).Train(job, progress, cancellation);

    private static TrainingJob Job(int epochs) => new()
    {
        Interactions = Shop(),
        Fused = Fused,
        Strategy = TargetStrategies.Named("sampled-softmax") with { NegativeCount = 100, Positives = [new() { Action = PositiveRule.Outcome, WithinDays = 1 }] },
        Engine = new EngineOptions { Shape = Shape, Dropout = 0.1f },
        Options = new TrainerOptions { BatchSize = 16, Epochs = epochs, SequenceLength = 16, LearningRate = 0.01f },
    };

    /// <summary>Each user starts anywhere and orders the item 7 further each day.</summary>
    private static Datasets.Interactions Shop()
    {
        var builder = new InteractionsBuilder(Items);
        for (int user = 0; user < Users; user++)
        {
            for (int index = 0; index < Events; index++)
            {
                builder.Add(user, (user + (7 * index)) % Items, EventAction.Order, index * InteractionsBuilder.Day, order: (user * Events) + index);
            }
        }

        return builder.Build();
    }

    private static double HitRate(TowerWeights weights, int count)
    {
        var towers = new NaiveTowers(Shape, Fused, NaiveTowers.Copy(weights));
        double[][] items = [.. Enumerable.Range(0, Items).Select(towers.Item)];
        int hits = 0;
        for (int start = 0; start < Items; start++)
        {
            int[] history = [start, (start + 7) % Items, (start + 14) % Items];
            double[] user = towers.User(
                new TrainingBatch
                {
                    Sequences = 1,
                    Length = history.Length,
                    Items = history,
                    EventFeatures = Enumerable.Repeat(1f, history.Length * Shape.EventFeatures).ToArray(),
                    TargetPosition = [],
                    Positive = [],
                    Weight = [],
                },
                history.Length - 1);
            hits += items
                .Select((vector, item) => (Item: item, Score: vector.Zip(user, (left, right) => left * right).Sum()))
                .OrderByDescending(scored => scored.Score).Take(count).Any(scored => scored.Item == (start + 21) % Items) ? 1 : 0;
        }

        return (double)hits / Items;
    }

    private static void Encode(ReadOnlySpan<SequenceEvent> sequence, Span<float> destination) => destination.Fill(1);

    /// <summary>Time that passes two seconds at every look, so that each batch is reported.</summary>
    private sealed class TickingTime : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds += 2;
    }

    private sealed class CancelAt(long done, CancellationTokenSource cancellation) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value)
        {
            if (value.Done >= done)
            {
                cancellation.Cancel();
            }
        }
    }
}
