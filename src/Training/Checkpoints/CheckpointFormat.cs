using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Tandem.Domain;
using Tandem.Towers;

namespace Tandem.Training.Checkpoints;

/// <summary>
/// The container of checkpoints, little-endian: magic <c>TANDEMCK</c>, int32 version, int32 length and UTF-8 JSON header,
/// int32 tensor count, then for each tensor int32 length and UTF-8 name, byte kind (0 float32, 1 int32), int64 count and values;
/// last the SHA-256 of everything before. Tensors are flat: their shapes follow from the header. Read and written a tensor at a time.
/// </summary>
internal static class CheckpointFormat
{
    public const int Version = 1;
    private const int MaxHeaderBytes = 16 << 20;
    private const int ChunkBytes = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "TANDEMCK"u8;

    /// <summary>Writes one container at the stream's position; <paramref name="tensors"/> is enumerated once.</summary>
    public static void Write(Stream destination, string header, int count, IEnumerable<SafetensorsEntry> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(Magic);
        PutInt(Version);
        PutText(header);
        PutInt(count);
        foreach (SafetensorsEntry tensor in tensors)
        {
            PutText(tensor.Name);
            Put([(byte)(tensor.Floats is null ? 1 : 0)]);
            ReadOnlySpan<byte> values = tensor.Floats is null ? MemoryMarshal.AsBytes(tensor.Ints.AsSpan()) : MemoryMarshal.AsBytes(tensor.Floats.AsSpan());
            PutLong(values.Length / 4);
            for (int start = 0; start < values.Length; start += ChunkBytes)
            {
                Put(values[start..Math.Min(start + ChunkBytes, values.Length)]);
            }

            count--;
        }

        if (count != 0)
        {
            throw new ArgumentException("The number of tensors differs from what was announced.", nameof(count));
        }

        destination.Write(hash.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            destination.Write(bytes);
        }

        void PutInt(int value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            Put(bytes);
        }

        void PutLong(long value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            Put(bytes);
        }

        void PutText(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            PutInt(bytes.Length);
            Put(bytes);
        }
    }

    /// <summary>Reads one container from the stream's position and leaves the stream behind it.</summary>
    /// <exception cref="TandemException">The stream is truncated, damaged, foreign or of a newer version.</exception>
    public static (string Header, IReadOnlyDictionary<string, SafetensorsEntry> Tensors) Read(Stream source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            if (!Take(new byte[Magic.Length]).AsSpan().SequenceEqual(Magic))
            {
                throw new TandemException("This is no Tandem checkpoint (its first bytes are not TANDEMCK). Point to a checkpoint that `tandem train` wrote.");
            }

            int version = TakeInt();
            if (version != Version)
            {
                throw new TandemException($"The checkpoint has format version {version}, this program reads {Version}. Train again without --resume.");
            }

            string header = TakeText();
            int count = TakeInt();
            var tensors = new Dictionary<string, SafetensorsEntry>();
            for (int index = 0; index < count; index++)
            {
                string name = TakeText();
                bool floats = Take(new byte[1])[0] == 0;
                int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(Take(new byte[8])));
                tensors[name] = floats ? new(name, [length], TakeValues<float>(length)) : new(name, [length], null, TakeValues<int>(length));
            }

            byte[] expected = hash.GetHashAndReset();
            var found = new byte[expected.Length];
            source.ReadExactly(found);
            return found.AsSpan().SequenceEqual(expected) ? (header, tensors) : throw Damaged("its checksum does not match", null);
        }
        catch (Exception broken) when (broken is EndOfStreamException or OverflowException or InvalidDataException)
        {
            throw Damaged(broken.Message, broken);
        }

        byte[] Take(byte[] bytes)
        {
            source.ReadExactly(bytes);
            hash.AppendData(bytes);
            return bytes;
        }

        int TakeInt() => BinaryPrimitives.ReadInt32LittleEndian(Take(new byte[4]));

        string TakeText()
        {
            int length = TakeInt();
            return length is >= 0 and <= MaxHeaderBytes
                ? Encoding.UTF8.GetString(Take(new byte[length]))
                : throw new InvalidDataException($"a text of {length} bytes");
        }

        T[] TakeValues<T>(int length)
            where T : unmanaged
        {
            // A damaged length must not allocate gigabytes: what is left of a seekable stream bounds it.
            if (length < 0 || (source.CanSeek && length * 4L > source.Length - source.Position))
            {
                throw new InvalidDataException($"a tensor of {length} values");
            }

            var values = new T[length];
            Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
            source.ReadExactly(bytes);
            hash.AppendData(bytes);
            return values;
        }
    }

    private static TandemException Damaged(string why, Exception? inner)
    {
        string message = $"The checkpoint is damaged: {why}. Delete it and train again without --resume.";
        return inner is null ? new TandemException(message) : new TandemException(message, inner);
    }
}
