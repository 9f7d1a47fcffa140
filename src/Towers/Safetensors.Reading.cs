using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tandem.Towers;

public static partial class Safetensors
{
    private static readonly JsonDocumentOptions StrictJson = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// Reads a whole file. Bytes left after the last tensor are an error. The stream is left open; it need not be seekable, but only
    /// a seekable one is checked for its length before arrays are allocated.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// The file is truncated or too long, its header is no JSON of this format, a tensor is neither F32 nor I32, its shape doesn't match
    /// its bytes, or offsets overlap, leave gaps or leave the file. The message names the tensor.
    /// </exception>
    public static SafetensorsFile Read(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        (List<PlacedTensor> placed, Dictionary<string, string> metadata, long dataBytes) = ReadPlaces(source);
        Dictionary<string, SafetensorsEntry> tensors = new(StringComparer.Ordinal);
        foreach (PlacedTensor tensor in placed)
        {
            tensors.Add(tensor.Name, ReadTensor(source, tensor));
        }

        if (source.ReadByte() >= 0)
        {
            throw new InvalidDataException($"The safetensors file goes on after its {dataBytes} bytes of data.");
        }

        return new SafetensorsFile(tensors, metadata);
    }

    /// <summary>Reads some rows of a float matrix, and nothing else of the file but its header.</summary>
    /// <param name="source">At the beginning of the file; seekable.</param>
    /// <returns>[count, columns] row-major, and the shape of the whole matrix.</returns>
    /// <exception cref="InvalidDataException">As of <see cref="Read"/>, or the tensor is not there, no matrix of floats, or has no such rows.</exception>
    public static (float[] Values, int[] Shape) ReadRows(Stream source, string tensor, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        (List<PlacedTensor> placed, _, _) = ReadPlaces(source);
        if (placed.Find(entry => entry.Name == tensor) is not { IsFloat: true, Shape: [int rows, int columns] } matrix)
        {
            throw new InvalidDataException($"The safetensors file has no matrix of floats named '{tensor}'.");
        }

        if (count > rows - first)
        {
            throw new InvalidDataException($"Tensor '{tensor}' has {rows} rows; rows {first} to {(long)first + count - 1} were wanted.");
        }

        source.Seek(matrix.Begin + ((long)first * columns * ElementBytes), SeekOrigin.Current);
        float[] values = new float[count * columns];
        ReadValues<float>(source, values, tensor);
        return (values, matrix.Shape);
    }

    private static (List<PlacedTensor> Placed, Dictionary<string, string> Metadata, long DataBytes) ReadPlaces(Stream source)
    {
        byte[] header = ReadHeader(source);
        List<PlacedTensor> placed;
        Dictionary<string, string> metadata;
        try
        {
            using JsonDocument json = JsonDocument.Parse(header, StrictJson);
            (placed, metadata) = ParseHeader(json.RootElement);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The safetensors header is not valid JSON: {error.Message}", error);
        }

        RequireContiguous(placed);
        long dataBytes = placed.Count == 0 ? 0 : placed[^1].End;
        if (source.CanSeek && source.Length - source.Position != dataBytes)
        {
            throw new InvalidDataException(
                $"The safetensors header announces {dataBytes} bytes of data, the file has {source.Length - source.Position}.");
        }

        return (placed, metadata, dataBytes);
    }

    private static byte[] ReadHeader(Stream source)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        ReadExactly(source, prefix, "the header's length");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > MaxHeaderBytes)
        {
            throw new InvalidDataException(
                $"Not a safetensors file: the header's length is {length}, it must be from 2 to {MaxHeaderBytes} bytes.");
        }

        if (source.CanSeek && (ulong)(source.Length - source.Position) < length)
        {
            throw new InvalidDataException(
                $"The safetensors file is truncated: the header has {length} bytes, the file has {source.Length - source.Position} more.");
        }

        byte[] header = new byte[length];
        ReadExactly(source, header, "the header");
        return header[0] == '{'
            ? header
            : throw new InvalidDataException("Not a safetensors file: the header does not begin with '{'.");
    }

    private static (List<PlacedTensor> Tensors, Dictionary<string, string> Metadata) ParseHeader(JsonElement root)
    {
        List<PlacedTensor> tensors = [];
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException($"The safetensors header's '{property.Name}' is no object.");
            }

            if (property.Name != MetadataKey)
            {
                tensors.Add(ParseTensor(property.Name, property.Value));
                continue;
            }

            foreach (JsonProperty entry in property.Value.EnumerateObject())
            {
                metadata[entry.Name] = entry.Value.ValueKind == JsonValueKind.String
                    ? entry.Value.GetString()!
                    : throw new InvalidDataException($"The safetensors metadata '{entry.Name}' is no string.");
            }
        }

        return (tensors, metadata);
    }

    private static PlacedTensor ParseTensor(string name, JsonElement json)
    {
        string? type = json.TryGetProperty("dtype", out JsonElement dtype) && dtype.ValueKind == JsonValueKind.String ? dtype.GetString() : null;
        if (type is not ("F32" or "I32"))
        {
            throw new InvalidDataException($"Tensor '{name}' has dtype {type ?? "none"}; only F32 and I32 can be read.");
        }

        long[] shape = ParseNumbers(name, json, "shape");
        long[] offsets = ParseNumbers(name, json, "data_offsets");
        if (offsets.Length != 2 || offsets[0] > offsets[1])
        {
            throw new InvalidDataException($"Tensor '{name}': data_offsets must be [begin, end].");
        }

        if (shape.Any(dimension => dimension > int.MaxValue))
        {
            throw new InvalidDataException($"Tensor '{name}' has a dimension above {int.MaxValue}.");
        }

        int[] dimensions = [.. shape.Select(dimension => (int)dimension)];
        long elements = CountElements(dimensions);
        if (elements > Array.MaxLength || elements * ElementBytes != offsets[1] - offsets[0])
        {
            throw new InvalidDataException(
                $"Tensor '{name}' of shape [{string.Join(", ", dimensions)}] takes {ElementBytes} bytes for each of its {elements} values, its data_offsets span {offsets[1] - offsets[0]}.");
        }

        return new PlacedTensor(name, dimensions, (int)elements, type == "F32", offsets[0], offsets[1]);
    }

    private static long[] ParseNumbers(string tensor, JsonElement json, string field)
    {
        if (!json.TryGetProperty(field, out JsonElement array) || array.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException($"Tensor '{tensor}' has no array '{field}'.");
        }

        return [.. array.EnumerateArray().Select(element =>
            element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long value) && value >= 0
                ? value
                : throw new InvalidDataException($"Tensor '{tensor}': '{field}' has {element.GetRawText()}, no whole number from 0."))];
    }

    /// <summary>Sorts by offset; the data must be covered without overlap and without gap.</summary>
    private static void RequireContiguous(List<PlacedTensor> tensors)
    {
        tensors.Sort((left, right) => (left.Begin, left.End).CompareTo((right.Begin, right.End)));
        long expected = 0;
        foreach (PlacedTensor tensor in tensors)
        {
            if (tensor.Begin != expected)
            {
                throw new InvalidDataException(
                    $"Tensor '{tensor.Name}' begins at byte {tensor.Begin}, {(tensor.Begin < expected ? "inside the one before it" : "after a gap")}; expected {expected}.");
            }

            expected = tensor.End;
        }
    }

    private static SafetensorsEntry ReadTensor(Stream source, PlacedTensor tensor)
    {
        if (!tensor.IsFloat)
        {
            int[] ints = new int[tensor.Elements];
            ReadValues<int>(source, ints, tensor.Name);
            return new SafetensorsEntry(tensor.Name, tensor.Shape, null, ints);
        }

        float[] floats = new float[tensor.Elements];
        ReadValues<float>(source, floats, tensor.Name);
        return new SafetensorsEntry(tensor.Name, tensor.Shape, floats);
    }

    private static void ReadValues<T>(Stream source, Span<T> values, string tensor)
        where T : unmanaged
    {
        for (; !values.IsEmpty; values = values[Math.Min(SliceElements, values.Length)..])
        {
            Span<T> slice = values[..Math.Min(SliceElements, values.Length)];
            ReadExactly(source, MemoryMarshal.AsBytes(slice), $"tensor '{tensor}'");
            if (!BitConverter.IsLittleEndian)
            {
                Span<int> bits = MemoryMarshal.Cast<T, int>(slice);
                BinaryPrimitives.ReverseEndianness(bits, bits);
            }
        }
    }

    private static void ReadExactly(Stream source, Span<byte> destination, string what)
    {
        int read = source.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        if (read < destination.Length)
        {
            throw new InvalidDataException($"The safetensors file is truncated inside {what}.");
        }
    }

    /// <summary>A tensor and where its data lies: [Begin, End) in bytes after the header.</summary>
    private sealed record PlacedTensor(string Name, int[] Shape, int Elements, bool IsFloat, long Begin, long End);
}
