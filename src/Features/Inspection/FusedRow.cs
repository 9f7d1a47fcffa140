namespace Tandem.Features.Inspection;

/// <summary>Writes the fused vector of one of a list's items, by its place. Thread-safe.</summary>
/// <param name="index">The item's place.</param>
/// <param name="destination">Length <see cref="FeatureSchema.Dimension"/>.</param>
public delegate void FusedRow(int index, Span<float> destination);
