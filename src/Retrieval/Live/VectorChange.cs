namespace Tandem.Retrieval.Live;

/// <summary>One change of an index.</summary>
/// <param name="Slot">From 0.</param>
/// <param name="Vector">[Dimension]; null removes the slot.</param>
public readonly record struct VectorChange(int Slot, ReadOnlyMemory<float>? Vector);
