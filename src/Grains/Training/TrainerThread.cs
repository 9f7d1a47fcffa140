using Microsoft.Extensions.Logging;
using Tandem.Domain;
using Tandem.Grains.Interfaces.Training;
using Tandem.Ranking;
using Tandem.Training.Online;

namespace Tandem.Grains.Training;

/// <summary>
/// One holding of the lease: a thread of its own that takes examples from the log, steps the towers, stores checkpoints and publishes.
/// It may wait for IO as it likes, since no grain and no request waits for it.
/// </summary>
internal sealed partial class TrainerThread : IDisposable
{
    /// <summary>Examples read from the log at a time.</summary>
    private const int Page = 128;

    private readonly TrainerParts _parts;
    private readonly TrainingOptions _options;
    private readonly long _token;
    private readonly Func<Task<bool>> _holdsLease;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly StepRate _rate;
    private readonly PublishSchedule _schedule;
    private readonly CandidateBuild _candidates;
    private OnlineTrainer? _trainer;
    private string? _follows;
    private long _checkpointSteps = -1;
    private long _checkpointAt;
    private long _checkpoints;
    private volatile TrainingReport? _report;

    /// <param name="holdsLease">Asks whether the lease is still held, right before something is published.</param>
    public TrainerThread(TrainerParts parts, long token, Func<Task<bool>> holdsLease, ILogger logger)
    {
        _parts = parts;
        _options = parts.Options.Value;
        _token = token;
        _holdsLease = holdsLease;
        _logger = logger;
        _rate = new StepRate(parts.Time);
        _schedule = new PublishSchedule(_options, parts.Time);
        _candidates = new CandidateBuild(parts);
        _checkpointAt = parts.Time.GetTimestamp();
        _thread = new Thread(Run) { IsBackground = true, Name = "tandem-training" };
        _thread.Start();
    }

    /// <summary>The latest state; null before the first.</summary>
    public TrainingReport? Report => _report;

    public bool IsAlive => _thread.IsAlive;

    /// <summary>Stops after the step that is running, and stores a checkpoint if nobody else holds the lease.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        BackgroundPriority.Enter();
        WorkThreads.AtMost(TrainingRegistration.Threads);
        while (!_stop.IsCancellationRequested)
        {
            string? problem = null;
            try
            {
                problem = Follow();
                if (problem is null && TakePage())
                    continue;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // From the last checkpoint again: nothing of what failed is kept.
                LogFailed(error);
                problem = $"{error.GetType().Name}: {error.Message}";
                Forget();
            }

            _report = Describe(problem);
            _stop.Token.WaitHandle.WaitOne(_options.PollInterval);
        }

        Close();
    }

    /// <summary>Makes a trainer for the active bundle, unless the one that there is goes on from it.</summary>
    /// <returns>Null, or why there can be none.</returns>
    private string? Follow()
    {
        if (_parts.Catalogue.Current?.Model is not { } model)
            return "No bundle is loaded yet.";

        string version = model.Manifest.Version;
        if (_trainer is not null && (version == _follows || version == _trainer.Published))
            return null;

        Forget();
        if (OnlineModel.TryCreate(model, out string? reason) is not { } online)
            return reason;

        _trainer = Wait(new TrainerOpening(_parts, _logger).OpenAsync(online, _stop.Token));
        _follows = version;
        _checkpointSteps = _trainer.Steps;
        _schedule.Begin(_trainer.Steps);
        _parts.Instruments.Opened(_parts.Engines.Name);
        LogOpened(_trainer.Base, _trainer.Steps, _trainer.Cursor);
        return null;
    }

    /// <summary>Learns from the next examples; publishes and stores when it is time.</summary>
    /// <returns>False if the log has no more for now.</returns>
    private bool TakePage()
    {
        IReadOnlyList<LoggedExample> page = Wait(_parts.Log.ReadAsync(_trainer!.Cursor, Page, _stop.Token));
        foreach (LoggedExample logged in page)
        {
            if (_stop.IsCancellationRequested)
                return false;

            long started = _parts.Time.GetTimestamp();
            int steps = _trainer.Consume(logged);
            if (steps > 0)
                Rest(steps, _parts.Time.GetElapsedTime(started));
        }

        if (_parts.Catalogue.Current?.Model is { } champion && _schedule.IsDue(_trainer.Steps, _candidates.CountIsDue(_trainer, champion)))
            Publish(champion);
        else if (_parts.Time.GetElapsedTime(_checkpointAt) >= _options.CheckpointInterval)
            Checkpoint();

        if (_trainer is null)
            return true;

        if (_trainer.Curve.Count > 0)
            _parts.Instruments.LossIs(_trainer.Curve[^1].Loss);

        _report = Describe(null);
        return page.Count > 0;
    }

    /// <summary>Keeps the average share of a processor.</summary>
    private void Rest(int steps, TimeSpan worked)
    {
        _parts.Instruments.Stepped(steps, worked);
        _rate.Add(steps);
        _stop.Token.WaitHandle.WaitOne(worked * ((1 / _options.CpuShare) - 1));
    }

    private void Publish(ServingModel champion)
    {
        long started = _parts.Time.GetTimestamp();
        if (champion.Manifest.ExampleCursor is null)
            _candidates.Keep(champion.Manifest, _stop.Token);

        ServingModel candidate = _candidates.Make(_trainer!, champion, _stop.Token);
        bool counted = candidate.Manifest.CountsAsOf != champion.Manifest.CountsAsOf;
        GateDecision decision = PublishGate.Decide(
            candidate, champion, _trainer!.HeldOut, new GateOptions { MinExamples = _options.MinHeldOut, Tolerance = _options.Tolerance, Seed = _options.Seed }, _stop.Token);
        string? version = null;
        if (decision.Passed && Wait(_holdsLease()))
        {
            version = Wait(new CandidatePublication(_parts, Checkpoint).PublishAsync(_trainer, candidate, champion.Manifest.Version, decision, _stop.Token));
            _follows = version ?? _follows;
        }

        Checkpoint();
        _parts.Instruments.Decided(version is not null, decision);
        LogDecided(version ?? "nothing", decision.Reason, decision.Candidate, decision.Champion);
        _schedule.Decided(_trainer.Steps, version, decision);

        // Before the rest, which may take minutes after a count.
        _report = Describe(null);
        if (counted && version is not null)
        {
            _candidates.Keep(candidate.Manifest with { Version = version }, _stop.Token);

            // From the bundle with the new counts, as after a restart: the towers must learn from the vectors that they serve with.
            Forget();
        }

        Rest(0, _parts.Time.GetElapsedTime(started));
    }

    private void Checkpoint()
    {
        _checkpointAt = _parts.Time.GetTimestamp();
        Wait(_parts.Checkpoints.StoreAsync(_token, ++_checkpoints, _trainer!.Save, CancellationToken.None));
        _checkpointSteps = _trainer.Steps;
        _parts.Instruments.Checkpointed();
        Wait(_parts.Log.TrimAsync(_trainer.OldestNeeded, CancellationToken.None));
    }

    private void Close()
    {
        try
        {
            if (_trainer is not null && _trainer.Steps > _checkpointSteps && Wait(_holdsLease()))
                Checkpoint();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // What the checkpoint lacks is learned again.
            LogFailed(error);
        }

        Forget();
    }

    private void Forget()
    {
        _trainer?.Dispose();
        _trainer = null;
        _follows = null;
    }

    private TrainingReport Describe(string? problem) =>
        TrainingReports.Of(_parts, _trainer, _rate, _schedule, problem, _candidates.Problem, Wait(_parts.Log.LastOffsetAsync()));

    /// <summary>This thread has nothing else to do.</summary>
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    [LoggerMessage(Level = LogLevel.Information, Message = "Online training goes on from bundle {Base}: {Steps} steps so far, example log at {Cursor}.")]
    private partial void LogOpened(string @base, long steps, long cursor);

    [LoggerMessage(Level = LogLevel.Information, Message = "Online training publishes {Version}: {Reason} NDCG@100 {Candidate:F4}, active bundle {Champion:F4}.")]
    private partial void LogDecided(string version, string reason, double candidate, double champion);

    [LoggerMessage(Level = LogLevel.Error, Message = "Online training failed and goes on from its last checkpoint; serving is not touched.")]
    private partial void LogFailed(Exception error);
}
