namespace Tandem.Ranking;

/// <summary>A feature that a source gives.</summary>
/// <param name="Name"><c>source.feature</c>, as in the blend.</param>
/// <param name="DefaultWeight">The weight where none could be fitted.</param>
internal readonly record struct SourceFeature(string Name, double DefaultWeight);
