using Tandem.Domain;

namespace Tandem.Training;

/// <summary>How a training run goes. The model's own options are <see cref="EngineOptions"/>.</summary>
public sealed record TrainerOptions
{
    /// <summary>Sequences in a step. Default 32: on a small data set more steps are worth more than larger ones.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Passes over the training windows. Default 6.</summary>
    public int Epochs { get; init; } = 6;

    /// <summary>Batches in all, over as many passes as it takes; null runs <see cref="Epochs"/>. Default null.</summary>
    public int? Steps { get; init; }

    /// <summary>Batches between two points of the curve, each with a validation; null: one point at the end of each epoch. Default null.</summary>
    public int? CurveEvery { get; init; }

    /// <summary>
    /// Points of the curve without a better validation after which the run stops and gives the weights of the best point; null
    /// runs to the end and gives the last weights. Needs <see cref="TrainingJob.Validate"/>. Default null.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>By how much a validation must exceed the best one to count as better; in the metric's unit. Default 0.</summary>
    public double LeastImprovement { get; init; }

    /// <summary>Highest step size, reached after the warm-up. Default 4e-3.</summary>
    public float LearningRate { get; init; } = 4e-3f;

    /// <summary>Steps over which the step size rises linearly; at most a tenth of the run is used. Default 100.</summary>
    public int WarmupSteps { get; init; } = 100;

    /// <summary>Step size of the last step, as a share of the highest. Default 0.01.</summary>
    public float FinalLearningRateShare { get; init; } = 0.01f;

    /// <summary>Events in a training sequence. Default 64.</summary>
    public int SequenceLength { get; init; } = 64;

    /// <summary>Probability that an event is left out of a sequence in an epoch. Default 0.1.</summary>
    public double HistoryDropout { get; init; } = 0.1;

    /// <summary>Seeds order, dropout of history and negatives; <see cref="EngineOptions.Seed"/> seeds the model. Default 17.</summary>
    public int Seed { get; init; } = 17;

    /// <summary>Where the checkpoint is kept; null keeps none. Default null.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Longest time between checkpoints; one is written after each epoch in any case. Default 5 minutes.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Continues from the checkpoint in <see cref="CheckpointFolder"/>, or starts when there is none. Default false.</summary>
    public bool Resume { get; init; }

    /// <exception cref="TandemException">A field is out of range; the message names it, its value and its range.</exception>
    public TrainerOptions Validate()
    {
        Require(BatchSize is >= 1 and <= 65_536, nameof(BatchSize), BatchSize, "1 to 65536");
        Require(Epochs is >= 1 and <= 10_000, nameof(Epochs), Epochs, "1 to 10000");
        Require(Steps is null or (>= 1 and <= 100_000_000), nameof(Steps), Steps ?? 0, "1 to 100000000");
        Require(CurveEvery is null or >= 1, nameof(CurveEvery), CurveEvery ?? 0, "1 or more");
        Require(Patience is null or >= 1, nameof(Patience), Patience ?? 0, "1 or more");
        Require(LeastImprovement is >= 0 and < double.PositiveInfinity, nameof(LeastImprovement), LeastImprovement, "0 or more");
        Require(LearningRate is > 0f and <= 1f, nameof(LearningRate), LearningRate, "above 0, at most 1");
        Require(WarmupSteps >= 0, nameof(WarmupSteps), WarmupSteps, "0 or more");
        Require(FinalLearningRateShare is >= 0f and <= 1f, nameof(FinalLearningRateShare), FinalLearningRateShare, "0 to 1");
        Require(SequenceLength is >= 2 and <= 4096, nameof(SequenceLength), SequenceLength, "2 to 4096");
        Require(HistoryDropout is >= 0 and < 1, nameof(HistoryDropout), HistoryDropout, "0 to below 1");
        Require(CheckpointInterval > TimeSpan.Zero, nameof(CheckpointInterval), CheckpointInterval, "above 0");
        Require(!Resume || CheckpointFolder is not null, nameof(Resume), Resume, "false without a checkpoint folder");
        return this;

        static void Require(bool holds, string name, object value, string range)
        {
            if (!holds)
            {
                throw new TandemException(FormattableString.Invariant($"Training option {name} is {value}, expected {range}."));
            }
        }
    }
}
