using System.Globalization;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Towers;
using Tandem.Training.Online;

namespace Tandem.Training.Experiments.Online;

/// <summary>All arms of one comparison, and the one trainer that those which learn online share.</summary>
/// <param name="renewed">The bundle that is kept up to date as a node does it, with a trainer of its own.</param>
/// <param name="retrain">Trains from scratch on the events up to a moment.</param>
internal sealed class OnlineArms(
    ServingModel start,
    Interactions events,
    OnlineTrainer trainer,
    RenewedBundle renewed,
    OnlineExperimentOptions options,
    TimeProvider time,
    Func<DateTimeOffset, ServingModel> retrain)
{
    private const string Stage = "days";
    private const long Hour = 60L * 60 * 1000;

    private readonly OnlineArm _frozen = new("frozen");
    private readonly OnlineArm _hourly = new("online, every hour");
    private readonly OnlineArm _daily = new("online, every day");
    private readonly OnlineArm _frozenLive = new("frozen, live counters", live: true);
    private readonly OnlineArm _dailyLive = new("online, every day, live counters", live: true);
    private readonly OnlineArm _counted = new("frozen towers, counts refreshed");
    private readonly OnlineArm _dailyCounted = new("online, every day, counts refreshed");
    private readonly OnlineArm _renewed = new("online, every day, counts and blend renewed");
    private readonly OnlineArm _node = new("online, every day, counts and blend renewed, live counters", live: true);
    private readonly OnlineArm _retrained = new("trained from scratch");
    private readonly List<long> _times = [];

    /// <summary>The bundle with newer counts; null before the first.</summary>
    private ServingModel? _counts;

    /// <summary>Towers that the hourly arm has not taken over yet; null when there are none.</summary>
    private TowerWeights? _fresh;

    private long _exportedSteps;
    private long _offset;
    private long _renewedOffset;

    private DateTimeOffset From => start.Manifest.TrainedUntil;

    private OnlineArm[] All => [_frozen, _hourly, _daily, _frozenLive, _dailyLive, _counted, _dailyCounted, _renewed, _node, _retrained];

    public OnlineExperimentReport Live(DateTimeOffset until, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        List<LiveBasket> baskets = LiveBaskets.After(events, From.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds());
        HashSet<LiveBasket> ranked = LiveBaskets.Draw(baskets, events, options.BasketsPerDay, options.Seed);
        var signals = new LiveSignals(options.Live);
        var users = new LiveUsers(events, From, signals);
        foreach (OnlineArm arm in All[..^1])
        {
            arm.Serve(start);
        }

        (long firstDay, long lastDay) = baskets.Count == 0 ? (0, 0) : (LiveBaskets.DayOf(baskets[0].At), LiveBaskets.DayOf(baskets[^1].At));
        (long day, long hour) = (firstDay - 1, -1);
        foreach (LiveBasket basket in baskets)
        {
            cancellation.ThrowIfCancellationRequested();
            if (basket.At / Hour != hour)
            {
                hour = basket.At / Hour;
                BeginHour();
            }

            if (LiveBaskets.DayOf(basket.At) != day)
            {
                day = LiveBaskets.DayOf(basket.At);
                DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(LiveBaskets.StartOf(day));
                progress?.Report(new ProgressReport(Stage, day - firstDay, lastDay - firstDay + 1, string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd}, {trainer.Steps} steps")));
                BeginDay(now, day - firstDay, cancellation);
            }

            if (ranked.Contains(basket))
            {
                Follow(signals.Flush());
                Rank(basket, users);
            }

            Learn(users.Apply(basket));
        }

        return new OnlineReportBuilder(_times, options.Seed).Build(start.Manifest, until, _offset, trainer.Steps, All);
    }

    private void Follow(IReadOnlyList<LiveItem> items)
    {
        foreach (OnlineArm arm in All)
        {
            arm.Follow(items, options.Live.TimeConstant);
        }
    }

    private void BeginHour()
    {
        if (trainer.Steps > _exportedSteps)
        {
            _fresh = trainer.Export();
            _exportedSteps = trainer.Steps;
        }
    }

    private void BeginDay(DateTimeOffset now, long dayNumber, CancellationToken cancellation)
    {
        bool counts = dayNumber > 0 && dayNumber % options.CountEveryDays == 0;
        if (counts)
        {
            TimeSpan before = _counted.Cost;
            Update(_counted, () => _counts = Candidate.Recount(start, start.Parts.Towers!, trainer.Cursor, events, now, cancellation));
            _dailyCounted.Cost += _counted.Cost - before;
        }

        TowerWeights towers = trainer.Export();
        Update(_daily, () => Candidate.Create(start, towers, trainer.Cursor));
        Update(_dailyLive, () => Candidate.Create(start, towers, trainer.Cursor));
        Update(_dailyCounted, () => Candidate.Create(_counts ?? start, towers, trainer.Cursor));
        Update(_renewed, () => counts ? renewed.Recount(now, cancellation) : renewed.WithTowers());
        _node.Serve(_renewed.Model);
        _retrained.Serve(null);
        if (dayNumber > 0 && dayNumber % options.RetrainEveryDays == 0)
        {
            Update(_retrained, () => retrain(now));
        }
    }

    private void Rank(LiveBasket basket, LiveUsers users)
    {
        // Made only when it is asked.
        if (_fresh is { } towers)
        {
            Update(_hourly, () => Candidate.Create(start, towers, trainer.Cursor));
            _fresh = null;
        }

        HashSet<string> truth = LiveBaskets.Truth(basket, events);
        _times.Add(basket.At);
        foreach (OnlineArm arm in All)
        {
            arm.Rank(users.History(basket.User), basket.At, truth);
        }
    }

    private void Learn(IReadOnlyList<TrainingExample> examples)
    {
        long started = time.GetTimestamp();
        foreach (TrainingExample example in examples)
        {
            trainer.Consume(new LoggedExample(++_offset, example));
        }

        TimeSpan learned = time.GetElapsedTime(started);
        foreach (OnlineArm arm in (ReadOnlySpan<OnlineArm>)[_hourly, _daily, _dailyCounted])
        {
            arm.Cost += learned;
        }

        started = time.GetTimestamp();
        foreach (TrainingExample example in examples)
        {
            renewed.Learn(new LoggedExample(++_renewedOffset, example));
        }

        _renewed.Cost += time.GetElapsedTime(started);
    }

    private void Update(OnlineArm arm, Func<ServingModel> make)
    {
        long started = time.GetTimestamp();
        arm.Serve(make());
        arm.Cost += time.GetElapsedTime(started);
        arm.Updates++;
    }
}
