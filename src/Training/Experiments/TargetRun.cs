using Tandem.Domain;
using Tandem.Training.Targets;

namespace Tandem.Training.Experiments;

/// <summary>One strategy with one seed, from its start or its checkpoint to its end.</summary>
internal sealed class TargetRun(ITowerEngineFactory engines, TimeProvider time, ExperimentData data, ExperimentOptions options)
{
    /// <summary>Steps that are timed to turn seconds into steps, after as many that warm up.</summary>
    private const int TimedSteps = 15;

    private readonly Trainer _trainer = new(engines, time);
    private readonly TowersValidation _validation = new(data.FusedForTraining, data.Events, data.ValidationUsers, data.Groups, options.Metric);

    /// <summary>Runs, or gives back what was run before. A strategy that cannot learn from the data is a result, not an error.</summary>
    /// <param name="title">What the run is called in progress reports.</param>
    public RunRecord Execute(TargetStrategy target, int seed, RunFolder folder, string title, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        string fingerprint = Fingerprint(target, seed);
        if (folder.Finished(fingerprint) is { } finished)
        {
            return finished;
        }

        double before = folder.SecondsBefore();
        var cost = new CostMeter(progress, title, time);
        try
        {
            int steps = options.Budget.Steps ?? folder.Steps(() => StepsIn(options.Budget.Seconds!.Value, target, seed, cancellation));
            TrainingResult result = _trainer.Train(Job(target, seed, steps, folder.Checkpoint, cost, cancellation), cost, cancellation);
            var record = new RunRecord(fingerprint, seed, null, result.Curve, result.Windows, steps, before + cost.Seconds, Math.Round(cost.PeakMemoryMiB));
            folder.Finish(record, result.Weights);
            return record;
        }
        catch (OperationCanceledException)
        {
            folder.Interrupt(before + cost.Seconds);
            throw;
        }
        catch (TandemException failure)
        {
            var record = new RunRecord(fingerprint, seed, failure.Message, [], 0, 0, before + cost.Seconds, Math.Round(cost.PeakMemoryMiB));
            folder.Finish(record, null);
            return record;
        }
    }

    private TrainingJob Job(TargetStrategy target, int seed, int steps, string? checkpoint, CostMeter? cost, CancellationToken cancellation) => new()
    {
        Interactions = data.Training,
        Fused = data.FusedForTraining,
        Strategy = target,
        Engine = options.Engine with { Seed = seed, Shape = options.Engine.Shape with { Fused = data.FusedForTraining.Length / data.Events.ItemCount } },
        Options = options.Trainer with
        {
            Seed = seed,
            Steps = steps,
            CurveEvery = Math.Max(1, steps / options.CurvePoints),
            CheckpointFolder = checkpoint,
            Resume = checkpoint is not null,
        },
        Validate = cost is null ? null : (_, weights) => cost.Pause(() => (double?)_validation.Measure(weights, cancellation)),
    };

    private int StepsIn(double seconds, TargetStrategy target, int seed, CancellationToken cancellation)
    {
        var marks = new List<long>();
        TrainingJob job = Job(target, seed, 2 * TimedSteps, null, null, cancellation);
        _trainer.Train(
            job with
            {
                Options = job.Options with { CurveEvery = TimedSteps },
                Validate = (_, _) =>
                {
                    marks.Add(time.GetTimestamp());
                    return null;
                },
            },
            null,
            cancellation);
        double each = time.GetElapsedTime(marks[0], marks[1]).TotalSeconds / TimedSteps;
        return (int)Math.Clamp(seconds / Math.Max(each, 1e-6), 1, int.MaxValue);
    }

    private string Fingerprint(TargetStrategy target, int seed)
    {
        TrainerOptions trainer = options.Trainer;
        return FormattableString.Invariant(
            $"{data.Fingerprint}, budget {options.Budget}, seed {seed}, metric {options.Metric}, {options.CurvePoints} points, batch {trainer.BatchSize}, length {trainer.SequenceLength}, rate {trainer.LearningRate}, warm-up {trainer.WarmupSteps}, final share {trainer.FinalLearningRateShare}, history dropout {trainer.HistoryDropout}, engine {engines.Name}, {options.Engine}, {target.ToJson()}");
    }
}
