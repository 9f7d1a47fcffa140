using Tandem.Domain;

namespace Tandem.Features;

/// <summary>One event of a user's sequence as the user tower sees it.</summary>
/// <param name="ItemKey">Tells items apart within the sequence; any stable number, such as the dense index.</param>
/// <param name="Action">What was done.</param>
/// <param name="Widget">The widget's name, null or empty for none; hashed into buckets.</param>
/// <param name="OccurredAt">Milliseconds since 1970-01-01 UTC.</param>
public readonly record struct SequenceEvent(long ItemKey, EventAction Action, string? Widget, long OccurredAt);
