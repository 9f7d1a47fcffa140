using Microsoft.Extensions.Options;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Items;
using Tandem.Ranking;

namespace Tandem.Grains.Items.Live;

/// <summary>
/// Gathers, on one silo, what events say of items until it is flushed to the item grains: a best-seller costs one call a flush, not one
/// an event. Only items of the catalogue count, so invented ids cost nothing. Thread-safe.
/// </summary>
public sealed class ItemSignals(CatalogueHolder catalogue, IOptions<LiveOptions> options, GrainInstruments instruments)
{
    private readonly LiveOptions _options = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LiveTally> _tallies = new(StringComparer.Ordinal);

    /// <summary>Items with a tally, the one that waits longest first.</summary>
    private readonly Queue<string> _order = new();

    private long _sequence;

    /// <summary>Names this run of this silo.</summary>
    public Guid Source { get; } = Guid.NewGuid();

    /// <summary>Items that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _order.Count;
        }
    }

    internal void Add(EventSignals signals)
    {
        if (signals.Events.Count == 0 || catalogue.Current is not { } current)
            return;

        int left = 0;
        lock (_lock)
        {
            foreach ((string itemId, Domain.EventAction action, long at) in signals.Events)
            {
                if (TallyOf(current, itemId, ref left) is { } tally)
                    tally.Add(action, at);
            }

            foreach ((Succession pair, long at) in signals.Pairs)
            {
                if (current.Contains(pair.SuccessorId) && TallyOf(current, pair.ItemId, ref left) is { } tally)
                    tally.AddSuccessor(pair.SuccessorId, pair.Weight, at);
            }
        }

        if (left > 0)
            instruments.SignalsLeftOut(left);
    }

    /// <summary>Takes the signals of the items that wait longest.</summary>
    /// <param name="held">Items whose earlier signal is not delivered yet; theirs stay.</param>
    internal List<(string ItemId, ItemSignal Signal)> Take(int count, IReadOnlyCollection<string> held)
    {
        List<(string, ItemSignal)> taken = [];
        lock (_lock)
        {
            for (int seen = _order.Count; seen > 0 && taken.Count < count; seen--)
            {
                string itemId = _order.Dequeue();
                if (held.Contains(itemId))
                {
                    _order.Enqueue(itemId);
                    continue;
                }

                _tallies.Remove(itemId, out LiveTally? tally);
                taken.Add((itemId, new ItemSignal(Source, ++_sequence, tally!.ToItem().ToMessage())));
            }
        }

        return taken;
    }

    private LiveTally? TallyOf(Catalogue current, string itemId, ref int left)
    {
        if (_tallies.TryGetValue(itemId, out LiveTally? tally))
            return tally;

        if (!current.Contains(itemId))
            return null;

        if (_order.Count >= _options.MaxWaitingItems)
        {
            left++;
            return null;
        }

        _order.Enqueue(itemId);
        return _tallies[itemId] = new LiveTally(itemId, _options);
    }
}
