using System.Buffers;

namespace Tandem.Ranking;

/// <summary>
/// One kind of list read through a user's history: a score for every slot, Σ over the history's items of their weight · the list's weight,
/// scaled so that the best has 1. Items without evidence lend from their relatives, on both sides of a pair.
/// </summary>
internal sealed class SuccessorBoard : IDisposable
{
    private readonly RankingRequest _request;
    private readonly ColdItem?[] _borrowers;
    private readonly SuccessorLists _lists;
    private readonly Func<HistoryItem, float> _weight;
    private readonly LiveSuccessions? _live;
    private readonly float[] _scores;

    /// <param name="borrowers">Parallel to the request's known items; see <see cref="Borrowers"/>.</param>
    /// <param name="weight">How much an item of the history matters, 0 or more.</param>
    /// <param name="says">What the lists mean, to be followed by an item's name.</param>
    /// <param name="live">Pairs of live events that the lists do not have yet; null where the lists mean something else.</param>
    public SuccessorBoard(
        RankingRequest request, ColdItem?[] borrowers, SuccessorLists lists, Func<HistoryItem, float> weight, string says, LiveSuccessions? live = null)
    {
        _request = request;
        _borrowers = borrowers;
        _lists = lists;
        _weight = weight;
        _live = live;
        Says = says;
        _scores = ArrayPool<float>.Shared.Rent(request.SlotCount);
        Spread();
    }

    public string Says { get; }

    /// <summary>[slots] 0 to 1.</summary>
    public ReadOnlySpan<float> Scores => _scores.AsSpan(0, _request.SlotCount);

    /// <summary>For each item of the history the relatives that it borrows from, or null.</summary>
    public static ColdItem?[] Borrowers(RankingRequest request)
    {
        bool anyCold = request.Catalogue.State.Cold.Length > 0;
        return [.. request.Known.Select(known => anyCold ? request.Catalogue.ColdAt(known.Slot) : null)];
    }

    /// <summary>Adds the best allowed slots to the pool.</summary>
    public void Nominate(int count, CandidatePool pool)
    {
        foreach (int slot in TopSlots.Of(Scores, count, _request.Allowed))
        {
            pool.Add(slot);
        }
    }

    /// <summary>A share and its logarithm: one tells the best from the good, the other the good from nothing.</summary>
    public void Fill(int slot, Span<float> features)
    {
        float share = _scores[slot];
        features[0] = share;
        features[1] = share == 0 ? 0 : MathF.Log(1 + (50 * share));
    }

    /// <summary>The item of the history that gives a slot the most, as a sentence; null when none gives anything.</summary>
    public string? Reason(int slot)
    {
        ColdItem? target = _request.Catalogue.ColdAt(slot);
        (int cause, float best) = (-1, 0);
        for (int k = 0; k < _request.Known.Count; k++)
        {
            float given = _weight(_request.Known[k]) * Pair(k, slot, target);
            if (given > best)
            {
                (cause, best) = (k, given);
            }
        }

        if (cause < 0)
        {
            return null;
        }

        HistoryItem known = _request.Known[cause];
        string name = _request.Catalogue.Describe(known.Slot)?.Name is { Length: > 0 } title ? title : known.Record.ItemId;
        string says = target is null && _borrowers[cause] is null ? Says : $"New, and like what is {char.ToLowerInvariant(Says[0])}{Says[1..]}";
        return $"{says} {name}, {CovisitationReading.What(known.Record)}.";
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_scores);

    /// <summary>The weight of a pair, through relatives where either has little of its own.</summary>
    private float Pair(int known, int slot, ColdItem? target)
    {
        int item = _request.Known[known].Slot;
        float weight = (item < _lists.ItemCount ? PairFrom(item, slot, target) : 0) + (_live?.Weight(item, slot) ?? 0);
        if (_borrowers[known] is { } borrower)
        {
            for (int i = 0; i < borrower.Relatives.Length; i++)
            {
                weight += borrower.Weights[i] * PairFrom(borrower.Relatives[i], slot, target);
            }
        }

        return weight;
    }

    private float PairFrom(int item, int slot, ColdItem? target)
    {
        float weight = slot < _lists.ItemCount ? _lists.Weight(item, slot) : 0;
        if (target is not null)
        {
            for (int i = 0; i < target.Relatives.Length; i++)
            {
                weight += target.Weights[i] * _lists.Weight(item, target.Relatives[i]);
            }
        }

        return weight;
    }

    private void Spread()
    {
        Span<float> scores = _scores.AsSpan(0, _request.SlotCount);
        scores.Clear();
        for (int k = 0; k < _request.Known.Count; k++)
        {
            HistoryItem known = _request.Known[k];
            float weight = _weight(known);
            if (weight <= 0)
            {
                continue;
            }

            if (known.Slot < _lists.ItemCount)
            {
                Add(scores, known.Slot, weight);
            }

            _live?.Spread(known.Slot, weight, scores);
            if (_borrowers[k] is { } borrower)
            {
                for (int i = 0; i < borrower.Relatives.Length; i++)
                {
                    Add(scores, borrower.Relatives[i], weight * borrower.Weights[i]);
                }
            }
        }

        // Relatives are model items with evidence of their own, so nothing is inherited twice.
        foreach (ColdItem cold in _request.Catalogue.State.Cold)
        {
            scores[cold.Slot] += cold.Inherit(scores);
        }

        VectorMath.ScaleToMax(scores);
    }

    private void Add(Span<float> scores, int item, float weight)
    {
        ReadOnlySpan<int> successors = _lists.ItemsOf(item);
        ReadOnlySpan<float> weights = _lists.WeightsOf(item);
        for (int i = 0; i < successors.Length; i++)
        {
            scores[successors[i]] += weight * weights[i];
        }
    }
}
