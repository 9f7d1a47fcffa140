using Tandem.Grains.Interfaces.Items;
using Tandem.Ranking;

namespace Tandem.Grains.Items.Live;

/// <summary>Translates between the message and ranking's type.</summary>
internal static class LiveMessages
{
    public static ItemActivity ToMessage(this LiveItem item) => new(
        item.At,
        item.Totals,
        item.Mass,
        item.Orders,
        item.Interest,
        [.. item.Successors.Select(static successor => successor.ItemId)],
        [.. item.Successors.Select(static successor => successor.Weight)]);

    public static LiveItem ToItem(this ItemActivity activity, string itemId) => new(
        itemId,
        activity.At,
        activity.Totals,
        activity.Mass,
        activity.Orders,
        activity.Interest,
        [.. activity.Successors.Zip(activity.Weights, static (id, weight) => new LiveSuccessor(id, weight))]);
}
