using Tandem.Domain;

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

    /// <exception cref="TandemException">A count is negative or no number; the message says whose.</exception>
    internal void Validate(string owner)
    {
        if (!(Weighted >= 0) || !(Recent >= 0) || Delivered < 0 || Canceled < 0 || double.IsInfinity(Weighted + Recent))
        {
            throw new TandemException(
                $"The counts of {owner} are {this}; every count must be a finite number from 0 up. Build them with ItemCountsBuilder.");
        }
    }
}
