using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Training.Bundling;

/// <summary>
/// Item-kNN over who ordered what, whenever: S(i, j) = n(i, j) / (√(n(i) · n(j)) + shrinkage) with n the numbers of distinct buyers.
/// </summary>
public static class ItemKnnBuilder
{
    /// <summary>Added to the denominator, so that pairs of few buyers count little.</summary>
    public const float Shrinkage = 20;

    // Buyers of more distinct items than this are wholesalers: they are left out of the pairs, whose number grows with the square.
    private const int MaxItemsOfUser = 2_000;

    /// <param name="length">Entries of one item's list, at most.</param>
    /// <param name="outcome">The action that counts as having bought.</param>
    public static SuccessorLists Build(
        Interactions events, int length = CovisitationBuilder.ListLength, EventAction outcome = EventAction.Order, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        var holders = new List<int>[events.ItemCount];
        int[][] bought = DistinctItems.ByUser(events, action => action == outcome);
        for (int item = 0; item < holders.Length; item++)
        {
            holders[item] = [];
        }

        for (int user = 0; user < events.UserCount; user++)
        {
            foreach (int item in bought[user])
            {
                holders[item].Add(user);
            }
        }

        return PairLists.Build(
            events.ItemCount,
            length,
            (item, row) =>
            {
                foreach (int user in holders[item].Where(u => bought[u].Length <= MaxItemsOfUser))
                {
                    foreach (int other in bought[user])
                    {
                        row.Add(other, 1);
                    }
                }
            },
            (item, other, sum) => sum / (MathF.Sqrt((float)holders[item].Count * holders[other].Count) + Shrinkage),
            cancellation);
    }
}
