using System.Globalization;

namespace Tandem.Ranking;

/// <summary>
/// What others took next, together, or ever, who took what this user took. Each list is read through every item of the
/// history, weighted by how much that item still matters, and scaled so that the best item has 1.
/// </summary>
internal sealed class CovisitationSource : ISource
{
    public const string SourceName = "covisitation";

    public string Name => SourceName;

    public IReadOnlyList<SourceFeature> Features { get; } =
    [
        new("covisitation.next", 0.5),
        new("covisitation.next.log", 0.0),
        new("covisitation.recent", 0.5),
        new("covisitation.recent.log", 0.1),
        new("covisitation.together", 0.0),
        new("covisitation.together.log", 0.3),
        new("covisitation.people", 0.0),
        new("covisitation.people.log", 0.1),
    ];

    public ISourceReading? Read(RankingRequest request) => request.Known.Count == 0 ? null : new Reading(request);

    private sealed class Reading : ISourceReading
    {
        private readonly RankingRequest _request;
        private readonly float[] _next;
        private readonly float[] _recent;
        private readonly float[] _together;
        private readonly float[] _people;

        public Reading(RankingRequest request)
        {
            _request = request;
            ModelParts parts = request.Model.Parts;
            _next = Spread(parts.Next, static k => k.Habit);
            _recent = Spread(parts.Next, static k => k.Recent);
            _together = Spread(parts.Together, static k => k.Habit);
            _people = Spread(parts.SamePeople, static k => k.Habit);
        }

        public void Nominate(int count, CandidatePool pool)
        {
            foreach (float[] board in (float[][])[_next, _recent, _together, _people])
            {
                foreach (int slot in TopSlots.Of(board, count / 2, _request.Allowed))
                {
                    pool.Add(slot);
                }
            }
        }

        public float Score(int slot) => _next[slot] + _recent[slot] + _together[slot];

        public void Fill(int slot, Span<float> features)
        {
            ReadOnlySpan<float> shares = [_next[slot], _recent[slot], _together[slot], _people[slot]];
            for (int i = 0; i < shares.Length; i++)
            {
                features[2 * i] = shares[i];
                features[(2 * i) + 1] = MathF.Log(1 + (50 * shares[i]));
            }
        }

        public string Reason(int slot)
        {
            ModelParts parts = _request.Model.Parts;
            (SuccessorLists Lists, string Says)[] kinds =
            [
                (parts.Next, "Often bought after"),
                (parts.Together, "Often bought together with"),
                (parts.SamePeople, "Bought by people who also bought"),
            ];
            float[][] boards = [_next, _together, _people];
            int kind = 0;
            for (int i = 1; i < boards.Length; i++)
            {
                kind = boards[i][slot] > boards[kind][slot] ? i : kind;
            }

            (HistoryItem? cause, float best) = (null, 0);
            foreach (HistoryItem known in _request.Known)
            {
                float given = Math.Max(known.Habit, known.Recent) * Weight(kinds[kind].Lists, known.Slot, slot);
                if (given > best)
                {
                    (cause, best) = (known, given);
                }
            }

            if (cause is null)
            {
                return "Goes with what you dealt with.";
            }

            string name = _request.Catalogue.Describe(cause.Slot)?.Name ?? cause.Record.ItemId;
            string like = IsBorrowed(slot) || IsBorrowed(cause.Slot) ? "New, and like what is " : "";
            string says = like.Length == 0 ? kinds[kind].Says : char.ToLowerInvariant(kinds[kind].Says[0]) + kinds[kind].Says[1..];
            return $"{like}{says} {name}, {What(cause.Record)}.";
        }

        private static string What(ItemRecord record)
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

        private ColdItem? Borrower(int slot) => _request.Catalogue.ColdAt(slot);

        private bool IsBorrowed(int slot) => Borrower(slot) is not null;

        /// <summary>The weight of a pair, through relatives where either has none of its own.</summary>
        private float Weight(SuccessorLists lists, int item, int successor)
        {
            if (Borrower(item) is { } cold)
            {
                float sum = Own(item, successor);
                for (int i = 0; i < cold.Relatives.Length; i++)
                {
                    sum += cold.Weights[i] * Own(cold.Relatives[i], successor);
                }

                return sum;
            }

            return Own(item, successor);

            float Own(int from, int to)
            {
                if (from >= lists.ItemCount)
                {
                    return 0;
                }

                float weight = to < lists.ItemCount ? lists.Weight(from, to) : 0;
                if (Borrower(to) is { } borrower)
                {
                    for (int i = 0; i < borrower.Relatives.Length; i++)
                    {
                        weight += borrower.Weights[i] * lists.Weight(from, borrower.Relatives[i]);
                    }
                }

                return weight;
            }
        }

        private float[] Spread(SuccessorLists lists, Func<HistoryItem, float> weightOf)
        {
            float[] board = new float[_request.SlotCount];
            foreach (HistoryItem known in _request.Known)
            {
                float weight = weightOf(known);
                if (weight <= 0)
                {
                    continue;
                }

                if (known.Slot < lists.ItemCount)
                {
                    Add(board, lists, known.Slot, weight);
                }

                if (Borrower(known.Slot) is { } cold)
                {
                    for (int i = 0; i < cold.Relatives.Length; i++)
                    {
                        Add(board, lists, cold.Relatives[i], weight * cold.Weights[i]);
                    }
                }
            }

            // Relatives are model items with evidence of their own, so nothing is inherited twice.
            foreach (ColdItem cold in _request.Catalogue.State.Cold)
            {
                board[cold.Slot] += cold.Inherit(board);
            }

            VectorMath.ScaleToMax(board);
            return board;
        }

        private static void Add(float[] board, SuccessorLists lists, int item, float weight)
        {
            ReadOnlySpan<int> successors = lists.ItemsOf(item);
            ReadOnlySpan<float> weights = lists.WeightsOf(item);
            for (int i = 0; i < successors.Length; i++)
            {
                board[successors[i]] += weight * weights[i];
            }
        }
    }
}
