namespace Tandem.Domain;

/// <summary>
/// Something to learn from: what a user had done before an order, and what became of the items of that order. Which labels count,
/// and how much, is the trainer's decision, so one log serves every target strategy.
/// </summary>
/// <param name="DecidedAt">The order's moment in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Sequence">Events strictly before <paramref name="DecidedAt"/>, ascending by time; empty for a first order, which counts but teaches nothing about sequences.</param>
/// <param name="Labels">At least one.</param>
public sealed record TrainingExample(
    string UserId, long DecidedAt, IReadOnlyList<ExampleEvent> Sequence, IReadOnlyList<ExampleLabel> Labels);
