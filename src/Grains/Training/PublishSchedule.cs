using Tandem.Grains.Interfaces.Training;
using Tandem.Training.Online;

namespace Tandem.Grains.Training;

/// <summary>When the next attempt to publish is due, and what became of the last ones. One thread writes.</summary>
internal sealed class PublishSchedule(TrainingOptions options, TimeProvider time)
{
    /// <summary>Decisions that are kept for the status.</summary>
    private const int MaxDecisions = 20;

    private long _steps;

    public DateTimeOffset Next { get; private set; } = time.GetUtcNow() + options.PublishInterval;

    /// <summary>The latest, newest last; replaced, never changed.</summary>
    public TrainingDecision[] Decisions { get; private set; } = [];

    /// <summary>Notes where a trainer begins: what it has learned before is published already, or judged.</summary>
    public void Begin(long steps) => _steps = steps;

    /// <param name="countIsDue">Counts are worth a publication as well.</param>
    public bool IsDue(long steps, bool countIsDue) => time.GetUtcNow() >= Next && (steps - _steps >= options.PublishSteps || countIsDue);

    public void Decided(long steps, string? version, GateDecision decision)
    {
        _steps = steps;
        Next = time.GetUtcNow() + options.PublishInterval;
        TrainingDecision message = new(
            time.GetUtcNow(), steps, version, decision.Reason, decision.Examples, decision.Candidate, decision.Champion, decision.Low, decision.High);
        Decisions = [.. Decisions.TakeLast(MaxDecisions - 1), message];
    }
}
