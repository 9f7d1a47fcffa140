namespace Tandem.Towers;

/// <summary>One tensor of a safetensors file; exactly one of the arrays is set.</summary>
public sealed record SafetensorsEntry(string Name, int[] Shape, float[]? Floats, int[]? Ints = null);
