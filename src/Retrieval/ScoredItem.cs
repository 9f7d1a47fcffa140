namespace Tandem.Retrieval;

/// <summary>A slot of an index and its score; a higher score is better.</summary>
public readonly record struct ScoredItem(int Slot, float Score);
