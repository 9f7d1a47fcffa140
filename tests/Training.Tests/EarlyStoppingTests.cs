using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Towers;
using Tandem.Training.Managed;
using Tandem.Training.Targets;
using Tandem.Training.Tests.Reference;

namespace Tandem.Training.Tests;

/// <summary>Runs of the managed engine whose validation is a given series, one value an epoch.</summary>
public sealed class EarlyStoppingTests : IDisposable
{
    private const int Items = 30;

    private static readonly TowerShape Shape = new() { Fused = 8, ItemHidden = 8, Embedding = 8, EventFeatures = 2, GruHidden = 8 };

    private readonly string _folder = Directory.CreateTempSubdirectory("training").FullName;

    [Theory]
    [InlineData(new[] { .1, .3, .2, .25, .29, .9 }, 2, 0, 1, 4)]
    [InlineData(new[] { .1, .2, .3, .4, .5, .6 }, 2, 0, 5, 6)]
    [InlineData(new[] { .5, .5, .5, .5, .7, .8 }, 3, 0, 0, 4)]
    [InlineData(new[] { .1, .15, .19, .8, .9, .95 }, 2, .1, 0, 3)]
    [InlineData(new[] { .1, .3, .2, .4, .1, .2 }, 2, 0, 3, 6)]
    public void Train_Patience_StopsThatManyPointsAfterTheBest(double[] validation, int patience, double least, int best, int points)
    {
        TrainingResult result = Train(validation, options => options with { Patience = patience, LeastImprovement = least });

        Assert.Equal((best, points, points < validation.Length), (result.BestPoint!.Value, result.Curve.Count, result.StoppedEarly));
    }

    [Fact]
    public void Train_Patience_GivesTheAveragedWeightsOfTheBestPoint()
    {
        var seen = new List<TowerWeights>();
        TrainingResult result = Train([.1, .3, .2, .2, .2, .2], options => options with { Patience = 2 }, seen);

        Assert.Equal(4, seen.Count);
        AssertSame(seen[1], result.Weights);
        Assert.NotEqual(seen[3].Array(TowerWeights.ItemId), result.Weights.Array(TowerWeights.ItemId));
    }

    [Fact]
    public void Train_WithoutPatience_GivesTheLastWeights()
    {
        var seen = new List<TowerWeights>();
        TrainingResult result = Train([.3, .2, .1], options => options, seen);

        Assert.Null(result.BestPoint);
        AssertSame(seen[2], result.Weights);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(14)]
    [InlineData(20)]
    public void Train_InterruptedAndResumed_StopsWhereAnUninterruptedRunDoes(int batches)
    {
        double[] validation = [.1, .3, .2, .25, .2, .9];
        TrainingResult whole = Train(validation, options => options with { Patience = 3 });
        using var cancellation = new CancellationTokenSource();
        TrainerOptions Resuming(TrainerOptions options) => options with { Patience = 3, CheckpointFolder = _folder, Resume = true };
        Assert.ThrowsAny<OperationCanceledException>(
            () => Train(validation, Resuming, stop: cancellation, stopAt: batches));

        TrainingResult resumed = Train(validation, Resuming);

        Assert.Equal(whole.Curve, resumed.Curve);
        Assert.Equal((whole.BestPoint, whole.StoppedEarly), (resumed.BestPoint, resumed.StoppedEarly));
        AssertSame(whole.Weights, resumed.Weights);
    }

    [Fact]
    public void Train_FinishedRunResumed_GivesTheBestWeightsAgain()
    {
        double[] validation = [.1, .3, .2, .2, .2, .2];
        TrainerOptions Resuming(TrainerOptions options) => options with { Patience = 2, CheckpointFolder = _folder, Resume = true };
        TrainingResult first = Train(validation, Resuming);
        AssertSame(first.Weights, Train(validation, Resuming).Weights);
    }

    [Fact]
    public void Train_BestWeightsMissing_SaysWhatToDo()
    {
        double[] validation = [.1, .3, .2, .2, .2, .2];
        TrainerOptions Resuming(TrainerOptions options) => options with { Patience = 2, CheckpointFolder = _folder, Resume = true };
        Train(validation, Resuming);
        File.Delete(Path.Combine(_folder, "best.safetensors"));
        Assert.Contains("Train without --resume", Assert.Throws<TandemException>(() => Train(validation, Resuming)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_PatienceWithoutValidation_IsRefused()
    {
        TandemException error = Assert.Throws<TandemException>(() => Train(null, options => options with { Patience = 1 }));
        Assert.Contains("needs a validation", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertSame(TowerWeights expected, TowerWeights found)
    {
        foreach ((string name, _) in TowerWeights.Layout(Shape, Items))
        {
            Assert.Equal(expected.Array(name), found.Array(name));
        }
    }

    private static TrainingResult Train(
        double[]? validation,
        Func<TrainerOptions, TrainerOptions> options,
        List<TowerWeights>? seen = null,
        CancellationTokenSource? stop = null,
        int stopAt = 0)
    {
        var job = new TrainingJob
        {
            Interactions = Shop(),
            Fused = TinyTask.Values(Items * Shape.Fused, 6),
            Strategy = TargetStrategies.Named("sampled-softmax-next") with { NegativeCount = 20 },
            Engine = new EngineOptions { Shape = Shape },
            Options = options(new TrainerOptions { BatchSize = 16, Epochs = validation?.Length ?? 1, SequenceLength = 16, LearningRate = 0.01f }),
            Validate = validation is null ? null : (summary, weights) =>
            {
                seen?.Add(weights);
                return validation[summary.Epoch - 1];
            },
        };
        return new Trainer(new ManagedTowerEngineFactory(), new TickingTime(), Encode).Train(
            job, stop is null ? null : new CancelAt(stopAt, stop), stop?.Token ?? TestContext.Current.CancellationToken);
    }

    private static void Encode(ReadOnlySpan<SequenceEvent> sequence, Span<float> destination) => destination.Fill(1);

    private static Interactions Shop()
    {
        var builder = new InteractionsBuilder(Items);
        for (int user = 0; user < 80; user++)
        {
            for (int index = 0; index < 6; index++)
            {
                builder.Add(user, (user + (7 * index)) % Items, EventAction.Order, index * InteractionsBuilder.Day, order: (user * 6) + index);
            }
        }

        return builder.Build();
    }

    private sealed class CancelAt(long batch, CancellationTokenSource cancellation) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value)
        {
            if (value.Stage == "training" && value.Done >= batch)
            {
                cancellation.Cancel();
            }
        }
    }

    private sealed class TickingTime : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds += 2;
    }
}
