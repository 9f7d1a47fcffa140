namespace Tandem.Towers;

/// <summary>What a safetensors file holds.</summary>
public sealed record SafetensorsFile(
    IReadOnlyDictionary<string, SafetensorsEntry> Tensors,
    IReadOnlyDictionary<string, string> Metadata);
