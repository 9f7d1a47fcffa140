using System.Globalization;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Training.Evaluation;

/// <summary>Folds a dataset's rows into the history that a node would have of the user.</summary>
public static class HistoryReplay
{
    /// <summary>
    /// The user's history from the rows with <c>OccurredAt &lt;= until</c>. Columns hold no event ids, so a row's place among the
    /// user's rows stands in: unique for the user, the same whatever the cut, and in the stored order within an instant.
    /// </summary>
    public static UserHistory Of(Interactions events, int user, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(events);
        long limit = until.ToUnixTimeMilliseconds();
        int first = events.UserStart[user];
        int end = first;
        while (end < events.UserStart[user + 1] && events.OccurredAt[end] <= limit)
        {
            end++;
        }

        return OfRows(events, user, end);
    }

    /// <summary>The history of the rows before <paramref name="end"/>.</summary>
    internal static UserHistory OfRows(Interactions events, int user, int end)
    {
        var history = new UserHistory();
        int first = events.UserStart[user];
        for (int row = first; row < end; row++)
        {
            history.Apply(new ShopEvent
            {
                EventId = (row - first).ToString("D9", CultureInfo.InvariantCulture),
                UserId = events.UserIds[user],
                ItemId = events.ItemIds[events.Item[row]],
                Action = events.Action[row],
                OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(events.OccurredAt[row]),
                Widget = events.WidgetNames[events.Widget[row]],
            });
        }

        return history;
    }
}
