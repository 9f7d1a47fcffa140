using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tandem.Towers;

/// <summary>
/// The safetensors format (8-byte little-endian header length, JSON header, raw little-endian data), F32 and I32 tensors.
/// Files are readable by Python's <c>safetensors</c>. Source: github.com/huggingface/safetensors, "Format".
/// </summary>
public static partial class Safetensors
{
    /// <summary>The longest header that is written or read, in bytes; the bound of the reference implementation.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private const int LengthBytes = 8;
    private const int ElementBytes = 4;

    // One call of Stream.Read or Write; arrays beyond two gigabytes of bytes would not fit one span.
    private const int SliceElements = 1 << 22;

    /// <summary>
    /// Writes tensors in the given order and string metadata, sorted by key. The header is padded with spaces to a multiple of 8 bytes.
    /// The stream is left open; it need not be seekable.
    /// </summary>
    /// <exception cref="ArgumentException">A name comes twice or is reserved, or a tensor's values don't fill its shape; the message names it.</exception>
    public static void Write(
        Stream destination,
        IReadOnlyList<SafetensorsEntry> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(tensors);
        RequireValid(tensors);
        byte[] header = BuildHeader(tensors, metadata);
        if (header.Length > MaxHeaderBytes)
        {
            throw new ArgumentException($"The header has {header.Length} bytes, more than {MaxHeaderBytes}.", nameof(tensors));
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        destination.Write(length);
        destination.Write(header);
        foreach (SafetensorsEntry tensor in tensors)
        {
            if (tensor.Floats is { } floats)
            {
                WriteValues<float>(destination, floats);
            }
            else
            {
                WriteValues<int>(destination, tensor.Ints);
            }
        }
    }

    private static void RequireValid(IReadOnlyList<SafetensorsEntry> tensors)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (SafetensorsEntry tensor in tensors)
        {
            if (tensor.Name.Length == 0 || tensor.Name == MetadataKey || !names.Add(tensor.Name))
            {
                throw new ArgumentException($"Tensor name '{tensor.Name}' is empty, reserved or comes twice.", nameof(tensors));
            }

            if (tensor.Floats is null == tensor.Ints is null)
            {
                throw new ArgumentException($"Tensor '{tensor.Name}' must have either floats or ints.", nameof(tensors));
            }

            int values = tensor.Floats?.Length ?? tensor.Ints!.Length;
            if (tensor.Shape.Any(dimension => dimension < 0) || CountElements(tensor.Shape) != values)
            {
                throw new ArgumentException(
                    $"Tensor '{tensor.Name}' has {values} values, its shape is [{string.Join(", ", tensor.Shape)}].", nameof(tensors));
            }
        }
    }

    private static byte[] BuildHeader(IReadOnlyList<SafetensorsEntry> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long begin = 0;
            foreach (SafetensorsEntry tensor in tensors)
            {
                long end = begin + CountElements(tensor.Shape) * ElementBytes;
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Floats is null ? "I32" : "F32");
                json.WriteStartArray("shape");
                foreach (int dimension in tensor.Shape)
                {
                    json.WriteNumberValue(dimension);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begin);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                begin = end;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % LengthBytes != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteValues<T>(Stream destination, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        for (; !values.IsEmpty; values = values[Math.Min(SliceElements, values.Length)..])
        {
            ReadOnlySpan<T> slice = values[..Math.Min(SliceElements, values.Length)];
            if (BitConverter.IsLittleEndian)
            {
                destination.Write(MemoryMarshal.AsBytes(slice));
                continue;
            }

            int[] swapped = new int[slice.Length];
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<T, int>(slice), swapped);
            destination.Write(MemoryMarshal.AsBytes<int>(swapped));
        }
    }

    /// <summary>The product of the dimensions, 1 for none; no more than <see cref="long.MaxValue"/>.</summary>
    private static long CountElements(ReadOnlySpan<int> shape)
    {
        long product = 1;
        foreach (int dimension in shape)
        {
            product = dimension != 0 && product > long.MaxValue / dimension ? long.MaxValue : product * dimension;
        }

        return product;
    }
}
