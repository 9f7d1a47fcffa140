namespace Tandem.Ranking;

/// <summary>
/// An item without evidence of its own and the items that lend it theirs. <paramref name="Weights"/> add up to at most
/// <see cref="ColdStart.Discount"/>.
/// </summary>
/// <param name="Slot">The item's slot in the catalogue.</param>
/// <param name="Relatives">Codes of model items, nearest first.</param>
internal sealed record ColdItem(int Slot, int[] Relatives, float[] Weights)
{
    /// <summary>Ascending by slot, as catalogues keep them.</summary>
    public static Comparer<ColdItem> BySlot { get; } = Comparer<ColdItem>.Create(static (a, b) => a.Slot.CompareTo(b.Slot));

    /// <summary>What the item inherits of a figure that model items have.</summary>
    public float Inherit(ReadOnlySpan<float> figure)
    {
        float sum = 0;
        for (int i = 0; i < Relatives.Length; i++)
        {
            sum += Weights[i] * figure[Relatives[i]];
        }

        return sum;
    }
}
