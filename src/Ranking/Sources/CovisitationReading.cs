using System.Buffers;
using System.Globalization;

namespace Tandem.Ranking;

/// <summary>The co-visitation of one user's history: a board of scores over all slots for each kind of list.</summary>
internal sealed class CovisitationReading : ISourceReading
{
    private readonly record struct Board(SuccessorLists Lists, float[] Scores, string Says, bool ByRecency);

    private readonly RankingRequest _request;
    private readonly Board[] _boards;
    private readonly ColdItem?[] _borrowers;

    public CovisitationReading(RankingRequest request)
    {
        _request = request;
        bool anyCold = request.Catalogue.State.Cold.Length > 0;
        _borrowers = [.. request.Known.Select(known => anyCold ? request.Catalogue.ColdAt(known.Slot) : null)];
        ModelParts parts = request.Model.Parts;
        _boards =
        [
            Spread(parts.Next, "Often bought after", byRecency: false),
            Spread(parts.Next, "Often bought after", byRecency: true),
            Spread(parts.Together, "Often bought together with", byRecency: false),
            Spread(parts.SamePeople, "Bought by people who also bought", byRecency: false),
        ];
    }

    public void Nominate(int count, CandidatePool pool)
    {
        foreach (Board board in _boards)
        {
            foreach (int slot in TopSlots.Of(board.Scores.AsSpan(0, _request.SlotCount), count / 2, _request.Allowed))
            {
                pool.Add(slot);
            }
        }
    }

    // Together, next and recent; who bought whatever, whenever, adds nothing to them when nothing else is known.
    public float Score(int slot) => _boards[0].Scores[slot] + _boards[1].Scores[slot] + _boards[2].Scores[slot] + (1e-3f * _boards[3].Scores[slot]);

    public void Fill(int slot, Span<float> features)
    {
        for (int i = 0; i < _boards.Length; i++)
        {
            float share = _boards[i].Scores[slot];
            features[2 * i] = share;
            features[(2 * i) + 1] = share == 0 ? 0 : MathF.Log(1 + (50 * share));
        }
    }

    public string Reason(int slot)
    {
        Board strongest = _boards.MaxBy(board => board.Scores[slot]);
        ColdItem? target = _request.Catalogue.ColdAt(slot);
        (int cause, float best) = (-1, 0);
        for (int k = 0; k < _request.Known.Count; k++)
        {
            float given = WeightOf(_request.Known[k], strongest) * Pair(strongest.Lists, k, slot, target);
            if (given > best)
            {
                (cause, best) = (k, given);
            }
        }

        if (cause < 0)
        {
            return "Goes with what you dealt with.";
        }

        HistoryItem known = _request.Known[cause];
        string name = _request.Catalogue.Describe(known.Slot)?.Name ?? known.Record.ItemId;
        string says = target is null && _borrowers[cause] is null
            ? strongest.Says
            : $"New, and like what is {char.ToLowerInvariant(strongest.Says[0])}{strongest.Says[1..]}";
        return $"{says} {name}, {What(known.Record)}.";
    }

    public void Dispose()
    {
        foreach (Board board in _boards)
        {
            ArrayPool<float>.Shared.Return(board.Scores);
        }
    }

    private static float WeightOf(HistoryItem known, Board board) => board.ByRecency ? known.Recent : known.Habit;

    internal static string What(ItemRecord record)
    {
        (string did, long at) = record switch
        {
            { OrderLines: > 0 } => ("which you bought on", record.LastOrderAt),
            { InCart: true } => ("which is in your cart since", record.CartAt),
            { IsFavorite: true } => ("a favourite of yours since", record.FavoriteAt),
            _ => ("which you looked at on", record.LastTouchedAt),
        };
        return $"{did} {DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
    }

    /// <summary>The weight of a pair, through relatives where either has little of its own.</summary>
    private float Pair(SuccessorLists lists, int known, int slot, ColdItem? target)
    {
        int item = _request.Known[known].Slot;
        float weight = item < lists.ItemCount ? PairFrom(lists, item, slot, target) : 0;
        if (_borrowers[known] is { } borrower)
        {
            for (int i = 0; i < borrower.Relatives.Length; i++)
            {
                weight += borrower.Weights[i] * PairFrom(lists, borrower.Relatives[i], slot, target);
            }
        }

        return weight;
    }

    private static float PairFrom(SuccessorLists lists, int item, int slot, ColdItem? target)
    {
        float weight = slot < lists.ItemCount ? lists.Weight(item, slot) : 0;
        if (target is not null)
        {
            for (int i = 0; i < target.Relatives.Length; i++)
            {
                weight += target.Weights[i] * lists.Weight(item, target.Relatives[i]);
            }
        }

        return weight;
    }

    private Board Spread(SuccessorLists lists, string says, bool byRecency)
    {
        var board = new Board(lists, ArrayPool<float>.Shared.Rent(_request.SlotCount), says, byRecency);
        Span<float> scores = board.Scores.AsSpan(0, _request.SlotCount);
        scores.Clear();
        for (int k = 0; k < _request.Known.Count; k++)
        {
            HistoryItem known = _request.Known[k];
            float weight = WeightOf(known, board);
            if (weight <= 0)
            {
                continue;
            }

            if (known.Slot < lists.ItemCount)
            {
                Add(scores, lists, known.Slot, weight);
            }

            if (_borrowers[k] is { } borrower)
            {
                for (int i = 0; i < borrower.Relatives.Length; i++)
                {
                    Add(scores, lists, borrower.Relatives[i], weight * borrower.Weights[i]);
                }
            }
        }

        // Relatives are model items with evidence of their own, so nothing is inherited twice.
        foreach (ColdItem cold in _request.Catalogue.State.Cold)
        {
            scores[cold.Slot] += cold.Inherit(scores);
        }

        VectorMath.ScaleToMax(scores);
        return board;
    }

    private static void Add(Span<float> scores, SuccessorLists lists, int item, float weight)
    {
        ReadOnlySpan<int> successors = lists.ItemsOf(item);
        ReadOnlySpan<float> weights = lists.WeightsOf(item);
        for (int i = 0; i < successors.Length; i++)
        {
            scores[successors[i]] += weight * weights[i];
        }
    }
}
