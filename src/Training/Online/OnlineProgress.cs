namespace Tandem.Training.Online;

/// <summary>Where online training stands. With the engine's state and the log it is all that a restart needs.</summary>
/// <param name="Base">Version of the bundle that training began with.</param>
/// <param name="Published">Version that was made of it last; null for none.</param>
/// <param name="Cursor">Offset up to which the log was taken in.</param>
/// <param name="LogTime">Latest label in the log up to the cursor, in milliseconds since 1970-01-01 UTC: the clock of ripening.</param>
/// <param name="EngineSteps">Steps since the engine last began with the bundle's weights.</param>
/// <param name="Waiting">Examples whose outcome may still change.</param>
/// <param name="Ready">Examples for the next step.</param>
/// <param name="Replay">Learned examples, oldest first.</param>
/// <param name="HeldOut">Examples that judge candidates, oldest first.</param>
/// <param name="LossSum">Of the steps since the last point of the curve.</param>
internal sealed record OnlineProgress(
    string Base,
    string? Published,
    long Cursor,
    long LogTime,
    long Steps,
    long EngineSteps,
    OnlineCounts Counts,
    OnlineEntry[] Waiting,
    OnlineEntry[] Ready,
    OnlineEntry[] Replay,
    OnlineEntry[] HeldOut,
    double LossSum,
    LossPoint[] Curve);
