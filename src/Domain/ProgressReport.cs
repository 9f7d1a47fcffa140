namespace Tandem.Domain;

/// <summary>How far a long piece of work has come.</summary>
/// <param name="Stage">What is being done, for people.</param>
/// <param name="Done">Units done, in the stage's own unit.</param>
/// <param name="Total">Units in all; 0 when not known.</param>
/// <param name="Detail">Anything worth seeing now, such as the loss.</param>
public readonly record struct ProgressReport(string Stage, long Done, long Total, string? Detail = null);
