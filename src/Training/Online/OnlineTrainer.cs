using Tandem.Domain;
using Tandem.Towers;

namespace Tandem.Training.Online;

/// <summary>
/// Goes on training a bundle's towers, one example of the log after the other. Its state, and so its weights to the last bit, is a
/// function of the bundle, the options and the log up to the cursor, wherever it was stopped and started again. One thread uses it.
/// </summary>
public sealed partial class OnlineTrainer : IDisposable
{
    /// <summary>Points of the loss curve that are kept.</summary>
    private const int MaxCurve = 500;

    private readonly OnlineModel _model;
    private readonly OnlineTrainerOptions _options;
    private readonly ITowerEngineFactory _engines;
    private readonly ExampleIntake _intake;
    private readonly OnlineBatches _batches;
    private readonly OnlineRing _replay;
    private readonly OnlineRing _heldOut;
    private readonly List<OnlineExample> _waiting = [];
    private readonly List<OnlineExample> _ready = [];
    private readonly List<LossPoint> _curve = [];
    private ITowerEngine _engine;

    /// <summary>Steps of <see cref="_engine"/>; fewer than <see cref="Steps"/> after a divergence.</summary>
    private long _engineSteps;

    private double _lossSum;

    public OnlineTrainer(OnlineModel model, OnlineTrainerOptions options, ITowerEngineFactory engines)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engines);
        _model = model;
        _options = options.Validate();
        _engines = engines;
        _intake = new ExampleIntake(model, options);
        _batches = new OnlineBatches(model, options);
        _replay = new OnlineRing(options.ReplayCapacity);
        _heldOut = new OnlineRing(options.HeldOutCapacity);
        _engine = CreateEngine();
        Base = model.Version;
    }

    /// <summary>Version of the bundle that training began with.</summary>
    public string Base { get; private set; }

    /// <summary>Version that was made of it last; null for none.</summary>
    public string? Published { get; set; }

    /// <summary>Offset up to which the log was taken in.</summary>
    public long Cursor { get; private set; }

    /// <summary>Time of the latest label so far, in milliseconds since 1970-01-01 UTC.</summary>
    public long LogTime { get; private set; }

    /// <summary>Steps made so far.</summary>
    public long Steps { get; private set; }

    public OnlineCounts Counts { get; private set; } = new();

    public IReadOnlyList<LossPoint> Curve => _curve;

    /// <summary>Examples before this offset are needed no more.</summary>
    public long OldestNeeded => Kept().Select(static example => example.Offset).DefaultIfEmpty(Cursor + 1).Min();

    /// <summary>The latest orders of held-out users, oldest first, as a copy.</summary>
    public IReadOnlyList<HeldOutOrder> HeldOut =>
        [.. _heldOut.All.Select(example => new HeldOutOrder(example.DecidedAt, example.Sequence, _model.ItemId, example.Positives.Select(item => _model.ItemId(item)).ToHashSet(StringComparer.Ordinal)))];

    /// <summary>Takes in the example at the next offset of the log, and makes the steps that it completes.</summary>
    /// <returns>How many steps were made.</returns>
    /// <exception cref="ArgumentException">The offset is not beyond the cursor.</exception>
    public int Consume(LoggedExample logged)
    {
        if (logged.Offset <= Cursor)
        {
            throw new ArgumentException($"The example at {logged.Offset} was taken in already: the cursor is at {Cursor}.", nameof(logged));
        }

        Cursor = logged.Offset;
        if (logged.Example is not { } example)
        {
            Counts = Counts with { Unreadable = Counts.Unreadable + 1 };
            return 0;
        }

        LogTime = Math.Max(LogTime, example.Labels.Max(static label => label.OccurredAt));
        Withdraw(example);
        int[] positives = _intake.Positives(example, out int unknown);
        Counts = Counts with { UnknownItems = Counts.UnknownItems + unknown };
        if (example.DecidedAt <= _model.TrainedUntil)
        {
            Counts = Counts with { Known = Counts.Known + 1 };
        }
        else if (positives.Length > 0)
        {
            Await(_intake.Take(logged.Offset, example, positives));
        }

        Ripen();
        int steps = 0;
        for (; _ready.Count >= _options.FreshPerStep; steps++)
        {
            Step();
        }

        return steps;
    }

    /// <summary>
    /// Whether an event may be counted in what is published. Held-out users teach nothing since the bundle was trained, or their orders could
    /// not judge what was counted.
    /// </summary>
    public bool MayCount(ShopEvent shopEvent)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        return shopEvent.OccurredAt.ToUnixTimeMilliseconds() <= _model.TrainedUntil || !_intake.IsHeldOut(shopEvent.UserId);
    }

    /// <summary>The towers as they would be published.</summary>
    public TowerWeights Export() => _engine.Export();

    public void Dispose() => _engine.Dispose();

    private ITowerEngine CreateEngine() => _engines.Create(
        new EngineOptions { Shape = _model.Towers.Shape, Loss = _model.Strategy.Loss, Seed = _options.Seed }, _model.Fused, _model.Items, _model.Towers);

    private IEnumerable<OnlineExample> Kept() => _waiting.Concat(_ready).Concat(_replay.All).Concat(_heldOut.All);

    private void Withdraw(TrainingExample example)
    {
        foreach (ExampleLabel label in example.Labels)
        {
            if (label.Action != EventAction.Canceled || !_model.TryGetCode(label.ItemId, out int item))
            {
                continue;
            }

            int withdrawn = _replay.Withdraw(example.UserId, example.DecidedAt, item) + _heldOut.Withdraw(example.UserId, example.DecidedAt, item);
            foreach (List<OnlineExample> examples in (List<OnlineExample>[])[_waiting, _ready])
            {
                int index = examples.FindIndex(waiting => Withdrawal.Applies(waiting, example.UserId, example.DecidedAt, item));
                if (index >= 0)
                {
                    Withdrawal.Apply(examples, index, item);
                    withdrawn++;
                }
            }

            Counts = Counts with { Withdrawn = Counts.Withdrawn + withdrawn };
        }
    }

    private void Await(OnlineExample example)
    {
        if (example.Sequence.Length > 0)
        {
            _waiting.Add(example);
        }
        else
        {
            Counts = Counts with { WithoutHistory = Counts.WithoutHistory + 1 };
        }
    }

    private void Ripen()
    {
        for (int index = 0; index < _waiting.Count;)
        {
            OnlineExample example = _waiting[index];
            if (example.RipeAt > LogTime)
            {
                index++;
                continue;
            }

            _waiting.RemoveAt(index);
            if (_intake.IsHeldOut(example.UserId))
            {
                _heldOut.Add(example);
                Counts = Counts with { HeldOut = Counts.HeldOut + 1 };
            }
            else
            {
                _ready.Add(example);
            }
        }
    }

    private void Step()
    {
        OnlineExample[] fresh = [.. _ready.Take(_options.FreshPerStep)];
        _ready.RemoveRange(0, fresh.Length);
        TrainingBatch batch = _batches.Build(fresh, _replay, Steps);
        float warmup = Math.Min(1f, (_engineSteps + 1f) / Math.Max(1, _options.WarmupSteps));
        float loss = _engine.Step(batch, _options.LearningRate * warmup);
        Steps++;
        _engineSteps++;
        if (!float.IsFinite(loss))
        {
            StartAnew();
        }
        else
        {
            _lossSum += loss;
        }

        foreach (OnlineExample example in fresh)
        {
            _replay.Add(example);
        }

        Counts = Counts with { Trained = Counts.Trained + fresh.Length };
        if (Steps % _options.CurveEvery == 0)
        {
            _curve.Add(new LossPoint(Steps, _lossSum / _options.CurveEvery, LogTime));
            _curve.RemoveRange(0, Math.Max(0, _curve.Count - MaxCurve));
            _lossSum = 0;
        }
    }

    /// <summary>The weights are lost; the bundle's are still good.</summary>
    private void StartAnew()
    {
        _engine.Dispose();
        _engine = CreateEngine();
        _engineSteps = 0;
        Counts = Counts with { Diverged = Counts.Diverged + 1 };
    }
}
