using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Training.Online;

/// <summary>
/// Finds what there is to learn in one user's events: an order, a delivery or a cancellation becomes a label of what the user had done
/// before the order. Labels of one order's moment share an example. A function of the history and the events alone, so a repeated
/// delivery finds the same labels. Not thread-safe.
/// </summary>
public sealed class OutcomeExamples
{
    /// <summary>Events of a sequence, at most; the length that the towers are trained with.</summary>
    public const int SequenceLength = 64;

    private readonly List<TrainingExample> _found = [];

    /// <summary>What was found since this object was made, in the order of the events.</summary>
    public IReadOnlyList<TrainingExample> Found => _found;

    /// <summary>Looks at one event that has just been applied to the user's history.</summary>
    public void Observe(UserHistory history, ShopEvent shopEvent)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(shopEvent);
        if (shopEvent.Action is not (EventAction.Order or EventAction.Delivered or EventAction.Canceled))
        {
            return;
        }

        long at = shopEvent.OccurredAt.ToUnixTimeMilliseconds();
        long decided = shopEvent.Action == EventAction.Order ? at : DecidedAt(history, shopEvent.ItemId, at);
        var label = new ExampleLabel(shopEvent.EventId, shopEvent.ItemId, shopEvent.Action, at);
        if (_found.Count > 0 && _found[^1].DecidedAt == decided)
        {
            _found[^1] = _found[^1] with { Labels = [.. _found[^1].Labels, label] };
            return;
        }

        _found.Add(new TrainingExample(shopEvent.UserId, decided, Before(history, decided), [label]));
    }

    /// <summary>The latest order of the item that the outcome can belong to; the outcome itself where none is known.</summary>
    private static long DecidedAt(UserHistory history, string itemId, long outcomeAt)
    {
        for (int place = history.Events.Count - 1; place >= 0; place--)
        {
            HistoryEvent e = history.Events[place];
            if (e.Action == EventAction.Order && e.OccurredAt <= outcomeAt && e.ItemId == itemId)
            {
                return e.OccurredAt;
            }
        }

        return history.TryGetItem(itemId, out ItemRecord? record) && record.LastOrderAt != ItemRecord.Never && record.LastOrderAt <= outcomeAt
            ? record.LastOrderAt
            : outcomeAt;
    }

    private static ExampleEvent[] Before(UserHistory history, long moment)
    {
        int end = history.Events.Count;
        while (end > 0 && history.Events[end - 1].OccurredAt >= moment)
        {
            end--;
        }

        int start = Math.Max(0, end - SequenceLength);
        var sequence = new ExampleEvent[end - start];
        for (int index = 0; index < sequence.Length; index++)
        {
            HistoryEvent e = history.Events[start + index];
            sequence[index] = new ExampleEvent(e.ItemId, e.Action, e.Widget, e.OccurredAt);
        }

        return sequence;
    }
}
