using System.Runtime.InteropServices;

namespace Tandem.Ranking.Partitions;

/// <summary>What is asked of one partition. Slots are the catalogue's, all of them of the partition.</summary>
internal sealed record PartitionQuestion
{
    private const byte Format = 1;

    public PartitionSearch[] Searches { get; init; } = [];

    /// <summary>By <see cref="VectorKind"/>, the slots whose vectors are wanted.</summary>
    public int[][] Slots { get; init; } = [[], []];

    /// <summary>[Embedding]: the vector that <see cref="ProductSlots"/> are multiplied with; empty for none.</summary>
    public float[] ProductWith { get; init; } = [];

    /// <summary>Slots whose item vector's inner product with <see cref="ProductWith"/> is wanted.</summary>
    public int[] ProductSlots { get; init; } = [];

    public bool IsEmpty => Searches.Length == 0 && ProductSlots.Length == 0 && Slots.All(static slots => slots.Length == 0);

    public byte[] ToBytes(PartitionRange range)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        writer.Write(Format);
        writer.Write(Searches.Length);
        foreach (PartitionSearch search in Searches)
        {
            writer.Write((byte)search.Kind);
            writer.Write(search.Count);
            WriteArray<float>(writer, search.Query);
            SlotSetCodec.Write(writer, search.Allowed, range.Count);
        }

        foreach (int[] slots in Slots)
        {
            WriteArray<int>(writer, slots);
        }

        WriteArray<float>(writer, ProductWith);
        WriteArray<int>(writer, ProductSlots);
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are of another version of Tandem.</exception>
    public static PartitionQuestion FromBytes(byte[] bytes, PartitionRange range)
    {
        using BinaryReader reader = new(new MemoryStream(bytes));
        RequireFormat(reader, Format);
        PartitionSearch[] searches = new PartitionSearch[reader.ReadInt32()];
        for (int i = 0; i < searches.Length; i++)
        {
            VectorKind kind = (VectorKind)reader.ReadByte();
            int count = reader.ReadInt32();
            searches[i] = new PartitionSearch(kind, ReadArray<float>(reader), count, SlotSetCodec.Read(reader, range.Count));
        }

        return new PartitionQuestion
        {
            Searches = searches,
            Slots = [ReadArray<int>(reader), ReadArray<int>(reader)],
            ProductWith = ReadArray<float>(reader),
            ProductSlots = ReadArray<int>(reader),
        };
    }

    public static void RequireFormat(BinaryReader reader, byte expected)
    {
        byte format = reader.ReadByte();
        if (format != expected)
        {
            throw new InvalidDataException($"A message between partitions has format {format}, expected {expected}: the silos are of different versions.");
        }
    }

    public static void WriteArray<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    public static T[] ReadArray<T>(BinaryReader reader)
        where T : unmanaged
    {
        T[] values = new T[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}

/// <summary>The best slots of one partition are wanted.</summary>
/// <param name="Allowed">Bitmap over the partition's range.</param>
internal sealed record PartitionSearch(VectorKind Kind, float[] Query, int Count, ulong[] Allowed);
