using Tandem.Ranking;

namespace Tandem.Training.Experiments.Online;

/// <summary>
/// What a node's item grains would know of the items: the counters and pairs that user grains emit, summed up by the code of the node.
/// Pairs of items that changed wait until a catalogue asks for them.
/// </summary>
internal sealed class LiveSignals(LiveOptions options)
{
    private readonly Dictionary<string, LiveItem> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LiveTally> _changed = new(StringComparer.Ordinal);
    private readonly List<Succession> _found = [];

    /// <summary>An event that has taken a place in its user's history; none, if the place is below 0.</summary>
    public void Observe(UserHistory history, int place)
    {
        if (place < 0)
        {
            return;
        }

        HistoryEvent added = history.Events[place];
        TallyOf(added.ItemId).Add(added.Action, added.OccurredAt);
        _found.Clear();
        SuccessionRule.Collect(history, place, _found);
        foreach (Succession pair in _found)
        {
            TallyOf(pair.ItemId).AddSuccessor(pair.SuccessorId, pair.Weight, added.OccurredAt);
        }
    }

    /// <summary>What changed since the last flush.</summary>
    public IReadOnlyList<LiveItem> Flush()
    {
        var flushed = new List<LiveItem>(_changed.Count);
        foreach ((string itemId, LiveTally tally) in _changed)
        {
            LiveItem merged = (_items.GetValueOrDefault(itemId) ?? LiveItem.None(itemId)).Merge(tally.ToItem(), options.TimeConstant, options.MaxSuccessors);
            _items[itemId] = merged;
            flushed.Add(merged);
        }

        _changed.Clear();
        return flushed;
    }

    private LiveTally TallyOf(string itemId)
    {
        if (!_changed.TryGetValue(itemId, out LiveTally? tally))
        {
            tally = new LiveTally(itemId, options);
            _changed.Add(itemId, tally);
        }

        return tally;
    }
}
