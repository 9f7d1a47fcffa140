using System.Runtime.InteropServices;
using ParquetSharp;

namespace Tandem.Datasets.Columns;

/// <summary>Text values as they lie in a Parquet page: UTF-8 bytes at a pointer.</summary>
internal static class TextBytes
{
    public static unsafe ReadOnlySpan<byte> AsSpan(this ByteArray text) => new((void*)text.Pointer, text.Length);

    public static string AsString(this ByteArray text) => System.Text.Encoding.UTF8.GetString(text.AsSpan());

    /// <summary>The next row of a flat text column.</summary>
    public static string? ReadString(this Leaf<ByteArray> leaf) => leaf.TryRead(out ByteArray text) ? text.AsString() : null;

    /// <summary>A 64-bit hash, the same on every machine: eight bytes a step, multiply and fold.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)bytes.Length * Multiplier;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            hash = (hash ^ word) * Multiplier;
            hash ^= hash >> 32;
        }

        foreach (byte last in bytes[(words.Length * sizeof(ulong))..])
        {
            hash = (hash ^ last) * Multiplier;
            hash ^= hash >> 29;
        }

        hash *= Multiplier;
        return hash ^ (hash >> 31);
    }

    /// <summary>The hash of a string's UTF-16 code units; not the same value as that of its UTF-8 bytes.</summary>
    public static ulong Hash(string text) => Hash(MemoryMarshal.AsBytes(text.AsSpan()));
}
