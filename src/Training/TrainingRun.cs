using Tandem.Datasets;
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

    /// <summary>Batches that may wait for the engine: enough that it seldom waits for them.</summary>
    private const int BatchesAhead = 4;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly TrainerOptions _options = job.Options;
    private readonly int _batches = EpochOrder.Batches(windows.Length, job.Options.BatchSize);
    private readonly DivergenceGuard _guard = new();
    private readonly CheckpointFolder? _checkpoints = job.Options.CheckpointFolder is string folder ? new CheckpointFolder(folder) : null;
    private readonly EarlyStopping _stopping = new(job.Options, job.Options.CheckpointFolder is string kept ? new CheckpointFolder(kept) : null);
    private TrainerProgress _state = TrainerProgress.Start(fingerprint);

    private long TotalBatches => _options.Steps ?? ((long)_batches * _options.Epochs);

    /// <summary>Mean since the last point of the curve, or of that point right after it.</summary>
    private double RecentLoss => _state.Steps > 0 || _state.Curve.Count == 0 ? _state.MeanLoss : _state.Curve[^1].Loss;

    private long Done => (_state.Epoch * (long)_batches) + _state.Batch;

    private bool IsOver => Done >= TotalBatches || _stopping.IsOver(_state.Curve);

    /// <summary>A run whose batches depend on the weights of the epoch's start can be entered again only there.</summary>
    private CheckpointFolder? CheckpointsHere => builder.DependsOnWeights && _state.Batch > 0 ? null : _checkpoints;

    public TrainingResult Execute(IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        if (_options.Resume)
        {
            _state = _checkpoints!.Load(engine, fingerprint) ?? _state;
        }

        var clock = new RunClock(time, Done);
        while (!IsOver)
        {
            RunEpoch(clock, progress, cancellation);
        }

        return new TrainingResult(_stopping.Choose(_state.Curve, engine.Export), _state.Curve, windows.Length, _batches)
        {
            BestPoint = _stopping.Best(_state.Curve),
            StoppedEarly = Done < TotalBatches,
        };
    }

    private void RunEpoch(RunClock clock, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        var schedule = new LearningRateSchedule(_options, TotalBatches);
        SequenceWindow[][] order = EpochOrder.Create(windows, _options.BatchSize, _options.Seed, _state.Epoch);
        if (builder.DependsOnWeights && _state.Epoch > 0)
        {
            builder.Freeze(engine.Export());
        }

        foreach (TrainingBatch? batch in Ahead(order))
        {
            if (IsOver)
            {
                break;
            }

            if (cancellation.IsCancellationRequested)
            {
                CheckpointsHere?.Save(_state, engine);
                cancellation.ThrowIfCancellationRequested();
            }

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

    /// <summary>
    /// The batches of the epoch from where the run stands, in order, formed on other threads while the engine is at work. Each has
    /// randomness of its own, so they are the same for any number of threads.
    /// </summary>
    private IEnumerable<TrainingBatch?> Ahead(SequenceWindow[][] order)
    {
        (int epoch, int first) = (_state.Epoch, _state.Batch);
        return OrderedWork.Select(Enumerable.Range(first, order.Length - first), BatchesAhead, Build);

        TrainingBatch? Build(int batch)
        {
            Random random = SeedMixer.Generator(_options.Seed, epoch, batch);
            if (!builder.DependsOnWeights)
            {
                return builder.Build(order[batch], random);
            }

            // The towers that find hard negatives are for one thread.
            lock (builder)
            {
                return builder.Build(order[batch], random);
            }
        }
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
        _stopping.Observe(_state.Curve, weights);
    }

    private string Describe(RunClock clock, long done) => FormattableString.Invariant(
        $"epoch {_state.Epoch + 1}, loss {RecentLoss:F4}, {clock.MillisecondsPerBatch(done):F0} ms a step, {clock.Left(done, TotalBatches):hh\\:mm\\:ss} left");
}
