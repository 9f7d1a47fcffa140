namespace Tandem.Ranking;

/// <summary>A feature that a source gives.</summary>
/// <param name="Name"><c>source.feature</c>, as in the blend.</param>
/// <param name="DefaultWeight">The weight where none could be fitted.</param>
/// <param name="IsEvidence">
/// The more of it, the better the item: a fit must not turn its sign. That keeps reasons true, and what little data says from
/// being fitted against.
/// </param>
internal readonly record struct SourceFeature(string Name, double DefaultWeight, bool IsEvidence = true);
