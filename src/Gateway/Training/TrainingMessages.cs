using Tandem.Grains.Interfaces.Training;

namespace Tandem.Gateway.Training;

/// <summary>State of online training.</summary>
/// <param name="State"><c>training</c>, <c>paused</c>, <c>waiting</c> (the problem says for what) or <c>absent</c> (no silo has taken the train role).</param>
/// <param name="Base">The bundle that training began with.</param>
/// <param name="Published">The bundle that was made of it last.</param>
/// <param name="Cursor">Position in the example log.</param>
/// <param name="Lag">Examples beyond it.</param>
/// <param name="StepsPerSecond">Over the last minute or less.</param>
/// <param name="Examples">What became of the examples, by name.</param>
/// <param name="Loss">The loss curve, oldest first.</param>
/// <param name="Decisions">Attempts to publish, newest last.</param>
/// <param name="NextPublication">No attempt before this time.</param>
/// <param name="CountedUntil">Events up to here are counted in the active bundle.</param>
/// <param name="BlendUntil">Outcomes up to here its blend was fitted on.</param>
/// <param name="CountProblem">Why the events could not be counted anew the last time.</param>
/// <param name="ReportedAt">When the trainer said so.</param>
internal sealed record TrainingAnswer(
    string State,
    string? Problem,
    string? Base,
    string? Published,
    long? Cursor,
    long? Lag,
    long? Steps,
    double? StepsPerSecond,
    IReadOnlyDictionary<string, long>? Examples,
    IReadOnlyList<LossPointAnswer>? Loss,
    IReadOnlyList<DecisionAnswer>? Decisions,
    DateTimeOffset? NextPublication,
    DateTimeOffset? CountedUntil,
    DateTimeOffset? BlendUntil,
    string? CountProblem,
    DateTimeOffset? ReportedAt)
{
    public static TrainingAnswer From(TrainingStatus status)
    {
        TrainingReport? report = status.Report;
        return new TrainingAnswer(
            StateOf(status),
            report?.Problem,
            report?.Base,
            report?.Published,
            report?.Cursor,
            report?.Lag,
            report?.Steps,
            report?.StepsPerSecond,
            report?.Examples,
            report?.Curve.Select(static point => new LossPointAnswer(point.Steps, point.Loss, point.LogTime)).ToArray(),
            report?.Decisions.Select(DecisionAnswer.From).ToArray(),
            report?.NextPublication,
            report?.CountedUntil,
            report?.BlendUntil,
            report?.CountProblem,
            status.ReportedAt);
    }

    private static string StateOf(TrainingStatus status) => status switch
    {
        { Paused: true } => "paused",
        { Holder: null } => "absent",
        { Report: null or { Problem: not null } } => "waiting",
        _ => "training",
    };
}

/// <summary>One point of the loss curve.</summary>
/// <param name="Loss">Mean since the point before.</param>
/// <param name="LogTime">Time of the latest order by then.</param>
internal sealed record LossPointAnswer(long Steps, double Loss, DateTimeOffset LogTime);

/// <summary>One attempt to publish.</summary>
/// <param name="Version">The bundle that was published, if one was.</param>
/// <param name="Orders">Held-out orders that both bundles ranked.</param>
/// <param name="Candidate">Mean NDCG@100 of the candidate.</param>
/// <param name="Champion">Mean NDCG@100 of the bundle that was active.</param>
/// <param name="Low">2.5 % quantile of the difference.</param>
/// <param name="High">97.5 % quantile of the difference.</param>
internal sealed record DecisionAnswer(
    DateTimeOffset At, long Steps, string? Version, string Reason, int Orders, double Candidate, double Champion, double Low, double High)
{
    public static DecisionAnswer From(TrainingDecision decision) => new(
        decision.At,
        decision.Steps,
        decision.Version,
        decision.Reason,
        decision.Orders,
        decision.Candidate,
        decision.Champion,
        decision.Low,
        decision.High);
}
