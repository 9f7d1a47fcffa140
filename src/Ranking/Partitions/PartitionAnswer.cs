namespace Tandem.Ranking.Partitions;

/// <summary>What one partition says; everything parallel to its <see cref="PartitionQuestion"/>.</summary>
internal sealed record PartitionAnswer
{
    private const byte Format = 1;

    public required VectorHit[][] Hits { get; init; }

    /// <summary>By <see cref="VectorKind"/>, [slots, dimension] row-major.</summary>
    public required float[][] Vectors { get; init; }

    public required float[] Products { get; init; }

    public byte[] ToBytes()
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        writer.Write(Format);
        writer.Write(Hits.Length);
        foreach (VectorHit[] hits in Hits)
        {
            PartitionQuestion.WriteArray<VectorHit>(writer, hits);
        }

        foreach (float[] vectors in Vectors)
        {
            PartitionQuestion.WriteArray<float>(writer, vectors);
        }

        PartitionQuestion.WriteArray<float>(writer, Products);
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are of another version of Tandem.</exception>
    public static PartitionAnswer FromBytes(byte[] bytes)
    {
        using BinaryReader reader = new(new MemoryStream(bytes));
        PartitionQuestion.RequireFormat(reader, Format);
        VectorHit[][] hits = new VectorHit[reader.ReadInt32()][];
        for (int i = 0; i < hits.Length; i++)
        {
            hits[i] = PartitionQuestion.ReadArray<VectorHit>(reader);
        }

        return new PartitionAnswer
        {
            Hits = hits,
            Vectors = [PartitionQuestion.ReadArray<float>(reader), PartitionQuestion.ReadArray<float>(reader)],
            Products = PartitionQuestion.ReadArray<float>(reader),
        };
    }
}

/// <summary>One of a search's best.</summary>
/// <param name="Score">As the index gives it, by which hits are ordered.</param>
/// <param name="Product">The inner product as the sources compute it; its last bits may be others.</param>
internal readonly record struct VectorHit(int Slot, float Score, float Product);
