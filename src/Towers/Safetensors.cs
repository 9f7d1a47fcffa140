namespace Tandem.Towers;

/// <summary>
/// The safetensors format (8-byte little-endian header length, JSON header, raw little-endian data), F32 and I32 tensors.
/// Files are readable by Python's <c>safetensors</c>.
/// </summary>
public static class Safetensors
{
    /// <summary>Writes tensors and string metadata. The header is padded with spaces to a multiple of 8 bytes.</summary>
    public static void Write(
        Stream destination,
        IReadOnlyList<SafetensorsEntry> tensors,
        IReadOnlyDictionary<string, string>? metadata = null) => throw new NotImplementedException();

    /// <exception cref="InvalidDataException">The file is truncated, its header is no JSON, offsets overlap or leave the file.</exception>
    public static SafetensorsFile Read(Stream source) => throw new NotImplementedException();
}
