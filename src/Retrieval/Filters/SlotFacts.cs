namespace Tandem.Retrieval.Filters;

/// <summary>What filters know of a slot.</summary>
/// <param name="Category">A number of a <see cref="CategoryNumbering"/>, or <see cref="CategoryNumbering.NoCategory"/>.</param>
/// <param name="Price">In the shop's currency; NaN for none.</param>
/// <param name="Available">False hides the slot from every answer that does not ask for it.</param>
public readonly record struct SlotFacts(int Category, double Price, bool Available)
{
    /// <summary>A slot that nothing is known of, and that is not available.</summary>
    public static SlotFacts None { get; } = new(CategoryNumbering.NoCategory, double.NaN, false);
}
