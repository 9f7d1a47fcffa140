using Tandem.Domain;
using Tandem.Towers;
using Tandem.Training.Batches;
using Tandem.Training.Checkpoints;

namespace Tandem.Training;

/// <summary>One execution of a job, from its start or its checkpoint to its end.</summary>
internal sealed class TrainingRun(
    TrainingJob job, ITowerEngine engine, BatchBuilder builder, SequenceWindow[] windows, TimeProvider time, string fingerprint)
{
    private const string Stage = "training";
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly TrainerOptions _options = job.Options;
    private readonly int _batches = EpochOrder.Batches(windows.Length, job.Options.BatchSize);
    private readonly DivergenceGuard _guard = new();
    private readonly CheckpointFolder? _checkpoints = job.Options.CheckpointFolder is string folder ? new CheckpointFolder(folder) : null;
    private TrainerProgress _state = TrainerProgress.Start(fingerprint);

    private long TotalBatches => _options.Steps ?? ((long)_batches * _options.Epochs);

    /// <summary>Mean since the last point of the curve, or of that point right after it.</summary>
    private double RecentLoss => _state.Steps > 0 || _state.Curve.Count == 0 ? _state.MeanLoss : _state.Curve[^1].Loss;

    private long Done => (_state.Epoch * (long)_batches) + _state.Batch;

    /// <summary>A run whose batches depend on the weights of the epoch's start can be entered again only there.</summary>
    private CheckpointFolder? CheckpointsHere => builder.DependsOnWeights && _state.Batch > 0 ? null : _checkpoints;

    public TrainingResult Execute(IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        if (_options.Resume)
        {
            _state = _checkpoints!.Load(engine, fingerprint) ?? _state;
        }

        var clock = new RunClock(time, Done);
        while (Done < TotalBatches)
        {
            RunEpoch(clock, progress, cancellation);
        }

        return new TrainingResult(engine.Export(), _state.Curve, windows.Length, _batches);
    }

    private void RunEpoch(RunClock clock, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        var schedule = new LearningRateSchedule(_options, TotalBatches);
        SequenceWindow[][] order = EpochOrder.Create(windows, _options.BatchSize, _options.Seed, _state.Epoch);
        if (builder.DependsOnWeights && _state.Epoch > 0)
        {
            builder.Freeze(engine.Export());
        }

        while (_state.Batch < order.Length && Done < TotalBatches)
        {
            if (cancellation.IsCancellationRequested)
            {
                CheckpointsHere?.Save(_state, engine);
                cancellation.ThrowIfCancellationRequested();
            }

            TrainingBatch? batch = builder.Build(order[_state.Batch], SeedMixer.Generator(_options.Seed, _state.Epoch, _state.Batch));
            float learningRate = schedule.At(Done);
            _state = _state with { Batch = _state.Batch + 1 };
            if (batch is not null)
            {
                Step(batch, learningRate);
            }

            if (_options.CurveEvery is { } every && (Done % every == 0 || Done == TotalBatches))
            {
                AddCurvePoint();
            }

            if (clock.ReportIsDue(ReportInterval))
            {
                progress?.Report(new ProgressReport(Stage, Done, TotalBatches, Describe(clock, Done)));
            }

            if (_checkpoints is not null && clock.CheckpointIsDue(_options.CheckpointInterval))
            {
                CheckpointsHere?.Save(_state, engine);
            }
        }

        progress?.Report(new ProgressReport(Stage, Done, TotalBatches, Describe(clock, Done)));
        FinishEpoch(order.Length);
    }

    private void Step(TrainingBatch batch, float learningRate)
    {
        float loss = engine.Step(batch, learningRate);
        _guard.Observe(loss, _state.TotalSteps + 1, learningRate);
        _state = _state with { Steps = _state.Steps + 1, LossSum = _state.LossSum + loss, TotalSteps = _state.TotalSteps + 1 };
    }

    private void FinishEpoch(int batches)
    {
        if (_options.CurveEvery is null)
        {
            AddCurvePoint();
        }

        if (_state.Batch == batches)
        {
            _state = _state with { Epoch = _state.Epoch + 1, Batch = 0 };
        }

        _checkpoints?.Save(_state, engine);
    }

    private void AddCurvePoint()
    {
        var summary = new EpochSummary(_state.Epoch + 1, _state.TotalSteps, _state.MeanLoss, null);
        TowerWeights weights = engine.Export();
        WeightGuard.Check(weights, job.Fused, _state.TotalSteps);
        if (job.Validate is not null)
        {
            summary = summary with { Validation = job.Validate(summary, weights) };
        }

        _state = _state with { Steps = 0, LossSum = 0, Curve = [.. _state.Curve, summary] };
    }

    private string Describe(RunClock clock, long done) => FormattableString.Invariant(
        $"epoch {_state.Epoch + 1}, loss {RecentLoss:F4}, {clock.MillisecondsPerBatch(done):F0} ms a step, {clock.Left(done, TotalBatches):hh\\:mm\\:ss} left");
}
