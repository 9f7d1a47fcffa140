namespace Tandem.Domain;

/// <summary>One event of an example's sequence: what the user tower reads.</summary>
/// <param name="Widget">The widget's name, empty for none.</param>
/// <param name="OccurredAt">Milliseconds since 1970-01-01 UTC.</param>
public readonly record struct ExampleEvent(string ItemId, EventAction Action, string Widget, long OccurredAt);
