namespace Tandem.Retrieval.Live;

/// <summary>One change of an index.</summary>
public readonly record struct VectorChange
{
    private VectorChange(int slot, bool isRemoval, ReadOnlyMemory<float> vector)
    {
        Slot = slot;
        IsRemoval = isRemoval;
        Vector = vector;
    }

    /// <summary>From 0.</summary>
    public int Slot { get; }

    public bool IsRemoval { get; }

    /// <summary>[Dimension]; empty where <see cref="IsRemoval"/>.</summary>
    public ReadOnlyMemory<float> Vector { get; }

    /// <summary>Sets or replaces the vector of a slot.</summary>
    public static VectorChange Set(int slot, ReadOnlyMemory<float> vector) => new(slot, false, vector);

    /// <summary>Removes the vector of a slot, if it has one.</summary>
    public static VectorChange Remove(int slot) => new(slot, true, default);
}
