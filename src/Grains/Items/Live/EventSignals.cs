using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Grains.Items.Live;

/// <summary>What the events of one delivery say of items: gathered while they are applied, handed on when their effect is stored.</summary>
internal sealed class EventSignals
{
    private readonly List<(Succession Pair, long At)> _pairs = [];
    private readonly List<(string ItemId, EventAction Action, long At)> _events = [];
    private readonly List<Succession> _found = [];

    public IReadOnlyList<(Succession Pair, long At)> Pairs => _pairs;

    public IReadOnlyList<(string ItemId, EventAction Action, long At)> Events => _events;

    /// <summary>Looks at an event that has just taken its place in the history; one without a place, known or too old, says nothing.</summary>
    public void Observe(UserHistory history, int place)
    {
        if (place < 0)
            return;

        HistoryEvent added = history.Events[place];
        _events.Add((added.ItemId, added.Action, added.OccurredAt));
        _found.Clear();
        SuccessionRule.Collect(history, place, _found);
        foreach (Succession pair in _found)
            _pairs.Add((pair, added.OccurredAt));
    }
}
