namespace Tandem.Retrieval;

/// <summary>How far the building of a segment has come.</summary>
/// <param name="Stage">What is being done, for people.</param>
/// <param name="Done">Units done, in the stage's own unit.</param>
/// <param name="Total">Units in all.</param>
public readonly record struct BuildProgress(string Stage, long Done, long Total);
