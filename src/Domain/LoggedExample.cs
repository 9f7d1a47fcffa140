namespace Tandem.Domain;

/// <summary>An example at its place in the log.</summary>
/// <param name="Example">Null when the stored bytes cannot be read: the place is passed, the example is lost.</param>
public readonly record struct LoggedExample(long Offset, TrainingExample? Example);
