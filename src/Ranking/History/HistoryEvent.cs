using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>One event of a user's sequence.</summary>
/// <param name="Widget">The widget's name, empty for none.</param>
/// <param name="OccurredAt">Milliseconds since 1970-01-01 UTC.</param>
public readonly record struct HistoryEvent(string EventId, string ItemId, EventAction Action, string Widget, long OccurredAt)
{
    /// <summary>By time and, within an instant, by event id (ordinal): an order that does not depend on arrival.</summary>
    internal static Comparer<HistoryEvent> TimeOrder { get; } = Comparer<HistoryEvent>.Create(static (a, b) =>
    {
        int byTime = a.OccurredAt.CompareTo(b.OccurredAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(a.EventId, b.EventId);
    });
}
