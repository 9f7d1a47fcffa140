namespace Tandem.Ranking;

/// <summary>One item that was taken after another.</summary>
/// <param name="Weight">Strength · strength / steps between them, above 0 and at most 1.</param>
public readonly record struct Succession(string ItemId, string SuccessorId, float Weight);

/// <summary>
/// The pairs that one event adds: what it follows, and, if it came late, what follows it. A step is what happened in one instant, as in the
/// lists that a bundle brings; what happens in the same instant is no succession.
/// </summary>
public static class SuccessionRule
{
    /// <summary>Steps apart that still count.</summary>
    public const int MaxSteps = 5;

    /// <summary>Pairs that one event adds on either side, at most: a basket of a hundred lines must not make ten thousand.</summary>
    public const int MaxPairs = 8;

    /// <summary>Adds the pairs of the event at a place of a sequence, nearest first.</summary>
    public static void Collect(UserHistory history, int place, ICollection<Succession> pairs)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(pairs);
        float strength = ActionStrength.Of(history.Events[place].Action);
        if (strength > 0)
        {
            Walk(history.Events, place, -1, strength, pairs);
            Walk(history.Events, place, +1, strength, pairs);
        }
    }

    private static void Walk(IReadOnlyList<HistoryEvent> events, int place, int direction, float strength, ICollection<Succession> pairs)
    {
        HistoryEvent here = events[place];
        HashSet<string> seen = new(StringComparer.Ordinal) { here.ItemId };
        int step = 0;
        long instant = here.OccurredAt;
        for (int i = place + direction; i >= 0 && i < events.Count && seen.Count <= MaxPairs; i += direction)
        {
            HistoryEvent there = events[i];
            step += there.OccurredAt == instant ? 0 : 1;
            instant = there.OccurredAt;
            if (step > MaxSteps)
            {
                return;
            }

            float weight = step == 0 ? 0 : strength * ActionStrength.Of(there.Action) / step;
            if (weight > 0 && seen.Add(there.ItemId))
            {
                pairs.Add(direction < 0 ? new Succession(there.ItemId, here.ItemId, weight) : new Succession(here.ItemId, there.ItemId, weight));
            }
        }
    }
}
