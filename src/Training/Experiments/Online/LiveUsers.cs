using System.Globalization;
using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Evaluation;
using Tandem.Training.Online;

namespace Tandem.Training.Experiments.Online;

/// <summary>The users' histories as a node would have them at each moment, and the examples that their events give.</summary>
internal sealed class LiveUsers(Interactions events, DateTimeOffset from, LiveSignals signals)
{
    private readonly UserHistory?[] _histories = new UserHistory?[events.UserCount];

    public UserHistory History(int user) => _histories[user] ??= HistoryReplay.Of(events, user, from);

    /// <summary>Applies a basket and gives what there is to learn from it.</summary>
    public IReadOnlyList<TrainingExample> Apply(LiveBasket basket)
    {
        UserHistory history = History(basket.User);
        var examples = new OutcomeExamples();
        for (int row = basket.FirstRow; row < basket.EndRow; row++)
        {
            var shopEvent = new ShopEvent
            {
                EventId = (row - events.UserStart[basket.User]).ToString("D9", CultureInfo.InvariantCulture),
                UserId = events.UserIds[basket.User],
                ItemId = events.ItemIds[events.Item[row]],
                Action = events.Action[row],
                OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(basket.At),
                Widget = events.WidgetNames[events.Widget[row]],
            };
            signals.Observe(history, history.Apply(shopEvent));
            examples.Observe(history, shopEvent);
        }

        return examples.Found;
    }
}
