using System.Globalization;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking;

namespace Tandem.Training.Online;

/// <summary>An order of a held-out user: what was done before it, and what was taken.</summary>
/// <param name="At">Milliseconds since 1970-01-01 UTC.</param>
public sealed record HeldOutOrder(long At, IReadOnlyList<SequenceEvent> Before, Func<long, string> ItemId, IReadOnlySet<string> Items)
{
    internal UserHistory History()
    {
        var history = new UserHistory();
        for (int index = 0; index < Before.Count; index++)
        {
            SequenceEvent e = Before[index];
            history.Apply(new ShopEvent
            {
                EventId = index.ToString("D4", CultureInfo.InvariantCulture),
                UserId = "held-out",
                ItemId = ItemId(e.ItemKey),
                Action = e.Action,
                OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(e.OccurredAt),
                Widget = e.Widget,
            });
        }

        return history;
    }
}
