namespace Tandem.Training.Online;

/// <summary>One point of the loss curve.</summary>
/// <param name="Steps">Steps since the trainer began with its bundle's items.</param>
/// <param name="Loss">Mean since the point before.</param>
/// <param name="LogTime">Latest time in the log by then, in milliseconds since 1970-01-01 UTC.</param>
public sealed record LossPoint(long Steps, double Loss, long LogTime);
