namespace Tandem.Towers;

/// <summary>The forward pass of the item tower. Thread-safe.</summary>
public sealed class ItemTower(TowerWeights weights)
{
    public TowerShape Shape => weights.Shape;

    /// <summary>
    /// Embeds one item. <paramref name="fused"/> has <see cref="TowerShape.Fused"/> values; <paramref name="idRow"/> is its row of
    /// the id residual, or -1 for an item that training has not seen. The result is of unit length.
    /// </summary>
    public void Embed(ReadOnlySpan<float> fused, int idRow, Span<float> destination) => throw new NotImplementedException();

    /// <summary>Embeds rows 0..items-1 of a row-major [items, Fused] matrix, on all cores; row i uses id row i.</summary>
    public float[] EmbedAll(float[] fused, int items) => throw new NotImplementedException();
}
