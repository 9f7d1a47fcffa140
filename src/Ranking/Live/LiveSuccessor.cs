namespace Tandem.Ranking;

/// <summary>An item that was taken after another.</summary>
/// <param name="Weight">Σ weight of the pairs · e^(−age / time constant) at the list's moment.</param>
public readonly record struct LiveSuccessor(string ItemId, double Weight);
