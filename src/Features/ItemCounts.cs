namespace Tandem.Features;

/// <summary>
/// What the events up to a cut say of one item: the raw material of the popularity block.
/// </summary>
/// <param name="Weighted">Sum over events of the action's weight (see <c>PopularityOptions</c>).</param>
/// <param name="Recent">The same over the recent window before the cut.</param>
/// <param name="Delivered">Outcomes that ended well.</param>
/// <param name="Canceled">Outcomes that ended badly.</param>
/// <param name="FirstSeenDays">Days from the item's first event to the cut; -1 without events.</param>
public readonly record struct ItemCounts(double Weighted, double Recent, long Delivered, long Canceled, double FirstSeenDays)
{
    /// <summary>An item without any event.</summary>
    public static ItemCounts None => new(0, 0, 0, 0, -1);
}
