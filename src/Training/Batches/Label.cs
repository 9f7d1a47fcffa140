namespace Tandem.Training.Batches;

/// <summary>An event that can be a positive.</summary>
/// <param name="At">Milliseconds since 1970-01-01 UTC of the moment that it belongs to.</param>
/// <param name="Row">The event's row.</param>
/// <param name="FirstBoughtAt">When the user first ordered the item or had an outcome with it, in milliseconds; the greatest number for never.</param>
internal readonly record struct Label(long At, int Row, long FirstBoughtAt);
