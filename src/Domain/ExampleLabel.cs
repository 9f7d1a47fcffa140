namespace Tandem.Domain;

/// <summary>What became of one item.</summary>
/// <param name="EventId">The event that says so. It is the label's key: a label is stored once, however often its event is applied.</param>
/// <param name="Action"><see cref="EventAction.Order"/>, <see cref="EventAction.Delivered"/> or <see cref="EventAction.Canceled"/>.</param>
/// <param name="OccurredAt">When it became known, in milliseconds since 1970-01-01 UTC.</param>
public readonly record struct ExampleLabel(string EventId, string ItemId, EventAction Action, long OccurredAt);
