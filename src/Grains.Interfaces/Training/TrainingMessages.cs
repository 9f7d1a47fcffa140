namespace Tandem.Grains.Interfaces.Training;

/// <summary>The right to train until it runs out.</summary>
/// <param name="Token">Grows with each holder; what a trainer stores carries it, so that an earlier holder's is never taken for newer.</param>
/// <param name="Paused">Whether the holder should rest.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.TrainingLease")]
public sealed record TrainingLease([property: Id(0)] long Token, [property: Id(1)] bool Paused);

/// <summary>One point of the loss curve.</summary>
/// <param name="Loss">Mean since the point before.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.TrainingLossPoint")]
public sealed record TrainingLossPoint([property: Id(0)] long Steps, [property: Id(1)] double Loss, [property: Id(2)] DateTimeOffset LogTime);

/// <summary>One attempt to publish.</summary>
/// <param name="Version">The bundle that was published; null if none was.</param>
/// <param name="Candidate">Mean NDCG@100 of the candidate on held-out orders.</param>
/// <param name="Champion">The same of the bundle that was active.</param>
/// <param name="Low">2.5 % quantile of the difference.</param>
/// <param name="High">97.5 % quantile of the difference.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.TrainingDecision")]
public sealed record TrainingDecision(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] long Steps,
    [property: Id(2)] string? Version,
    [property: Id(3)] string Reason,
    [property: Id(4)] int Orders,
    [property: Id(5)] double Candidate,
    [property: Id(6)] double Champion,
    [property: Id(7)] double Low,
    [property: Id(8)] double High);

/// <summary>What the trainer says of itself.</summary>
/// <param name="Problem">Why it does not train; null when it does.</param>
/// <param name="Cursor">Offset in the example log up to which examples were taken in.</param>
/// <param name="Lag">Examples in the log beyond it, counted as offsets.</param>
/// <param name="StepsPerSecond">Over the last minute or less.</param>
/// <param name="Examples">What became of the examples, by name.</param>
/// <param name="CountedUntil">Events up to here are counted in the active bundle.</param>
/// <param name="BlendUntil">Outcomes up to here its blend was fitted on; null where it is not known.</param>
/// <param name="CountProblem">Why the events could not be counted anew the last time; null when they could.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.TrainingReport")]
public sealed record TrainingReport(
    [property: Id(0)] string? Problem,
    [property: Id(1)] string? Base,
    [property: Id(2)] string? Published,
    [property: Id(3)] long Cursor,
    [property: Id(4)] long Lag,
    [property: Id(5)] long Steps,
    [property: Id(6)] double StepsPerSecond,
    [property: Id(7)] Dictionary<string, long> Examples,
    [property: Id(8)] TrainingLossPoint[] Curve,
    [property: Id(9)] TrainingDecision[] Decisions,
    [property: Id(10)] DateTimeOffset? NextPublication,
    [property: Id(11)] DateTimeOffset? CountedUntil,
    [property: Id(12)] DateTimeOffset? BlendUntil,
    [property: Id(13)] string? CountProblem);

/// <summary>State of online training in the cluster.</summary>
/// <param name="Holder">The trainer that holds the lease; null when none does.</param>
/// <param name="Report">Its last report; null before the first since this grain was activated.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.TrainingStatus")]
public sealed record TrainingStatus(
    [property: Id(0)] bool Paused,
    [property: Id(1)] string? Holder,
    [property: Id(2)] long Token,
    [property: Id(3)] DateTimeOffset? ReportedAt,
    [property: Id(4)] TrainingReport? Report);
