using System.Globalization;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Training.Batches;

namespace Tandem.Training;

/// <summary>Trains the towers: forms batches, runs the schedule, keeps checkpoints. One run at a time.</summary>
/// <param name="encode">Event features; null takes <see cref="EventFeatures.Encode"/>.</param>
public sealed class Trainer(ITowerEngineFactory engines, TimeProvider time, EventEncoder? encode = null)
{
    private readonly EventEncoder _encode = encode ?? EventFeatures.Encode;

    /// <summary>Runs the job to its end. On cancellation a checkpoint is written first, if there is a folder for it.</summary>
    /// <exception cref="TandemException">The job is invalid, has nothing to learn from, does not fit its checkpoint, or diverged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrainingResult Train(TrainingJob job, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        job.Options.Validate();
        job.Strategy.Validate();
        if (job.Options.Patience is not null && job.Validate is null)
        {
            throw new TandemException("Training option Patience needs a validation to watch. Give TrainingJob.Validate, or leave Patience out.");
        }

        EngineOptions model = job.Engine with { Loss = job.Strategy.Loss };
        var targets = new TargetFinder(job.Interactions, job.Strategy);
        var own = new UserNegatives(job.Interactions, job.Strategy);
        SequenceWindow[] windows = SequenceWindows.Cut(
            job.Interactions, targets, job.Options.SequenceLength, job.Strategy.NeedsOwnNegatives ? own : null);
        if (windows.Length == 0)
        {
            throw new TandemException(NothingToLearn(job));
        }

        using ITowerEngine engine = engines.Create(model, job.Fused, job.Interactions.ItemCount, job.Initial);
        var builder = new BatchBuilder(
            job.Interactions, job.Strategy, targets, own, job.Fused, _encode, model.Shape.EventFeatures, job.Options.HistoryDropout);
        var run = new TrainingRun(job, engine, builder, windows, time, Fingerprint(job, model, windows.Length));
        return run.Execute(progress, cancellation);
    }

    private static string NothingToLearn(TrainingJob job) =>
        $"The strategy '{job.Strategy.Name}' finds no target in {job.Interactions.Count} events of {job.Interactions.UserCount} users" +
        (job.Strategy.NeedsOwnNegatives
            ? "; it needs users with a positive after an earlier visit and with negatives of their own, such as a cancelled item. Use pairwise-uniform or sampled-softmax."
            : "; it needs users with a positive after an earlier visit. Use longer windows (withinDays) or sampled-softmax-next.");

    private static string Fingerprint(TrainingJob job, EngineOptions model, int windows)
    {
        TrainerOptions options = job.Options;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{job.Interactions.Count} events, {job.Interactions.ItemCount} items, {windows} windows, {options.Epochs} epochs, {options.Steps} steps, a curve point every {options.CurveEvery}, batch {options.BatchSize}, length {options.SequenceLength}, rate {options.LearningRate}, warm-up {options.WarmupSteps}, final share {options.FinalLearningRateShare}, history dropout {options.HistoryDropout}, seed {options.Seed}, {Stopping(options)}{model}, {job.Strategy.ToJson()}");
    }

    private static string Stopping(TrainerOptions options) => options.Patience is { } patience
        ? FormattableString.Invariant($"patience {patience} by {options.LeastImprovement}, ")
        : "";
}
