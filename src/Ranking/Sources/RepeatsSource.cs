using System.Globalization;

namespace Tandem.Ranking;

/// <summary>
/// What the user has dealt with before: own orders, the cart, favourites, and what was looked at. For regular customers, and for
/// what lies in a cart, no model is better than the person's own record.
/// </summary>
internal sealed class RepeatsSource : ISource
{
    public const string SourceName = "repeats";

    public string Name => SourceName;

    public IReadOnlyList<SourceFeature> Features { get; } =
    [
        new("repeats.ordered", 1.0),
        new("repeats.count", 0.0),
        new("repeats.age", 0.0),
        new("repeats.days14", 0.0),
        new("repeats.days28", 0.2),
        new("repeats.days60", 0.0),
        new("repeats.days120", 0.3),
        new("repeats.fresh7", 0.0),
        new("repeats.fresh28", 0.0),
        new("repeats.fresh60", 0.3),
        new("repeats.share", 0.5),
        new("repeats.item", 0.3),
        new("repeats.canceled", -0.1),
        new("repeats.canceledshare", 0.0),
        new("repeats.breadth", 0.0),
        new("repeats.baskets", 0.0),
        new("repeats.away", 0.0),
        new("repeats.cart", 3.0),
        new("repeats.favorite", 1.5),
        new("repeats.studied", 1.0),
        new("repeats.viewed", 0.5),
    ];

    public ISourceReading? Read(RankingRequest request) => request.Known.Count == 0 ? null : new Reading(request);

    private sealed class Reading : ISourceReading
    {
        private const double CartHalfLife = 14;
        private const double InterestHalfLife = 7;
        private const long MillisecondsPerDay = 86_400_000;

        private readonly RankingRequest _request;
        private readonly Dictionary<int, ItemRecord> _records;
        private readonly float _breadth;
        private readonly float _away;

        public Reading(RankingRequest request)
        {
            _request = request;
            _records = request.Known.ToDictionary(static k => k.Slot, static k => k.Record);
            _breadth = MathF.Log(Math.Max(1, request.Known.Count(static k => k.Record.OrderLines > 0)));
            ReadOnlySpan<int> days = request.History.BasketDays;
            _away = days.IsEmpty ? 0 : MathF.Log(1 + (float)request.AgeInDays(days[^1] * MillisecondsPerDay));
        }

        public void Nominate(int count, CandidatePool pool)
        {
            // Every known item, however many: the bound is the history's.
            foreach (HistoryItem known in _request.Known)
            {
                if (_request.IsAllowed(known.Slot))
                {
                    pool.Add(known.Slot);
                }
            }
        }

        public float Score(int slot)
        {
            if (!_records.TryGetValue(slot, out ItemRecord? r))
            {
                return 0;
            }

            // Number of orders first, the later last order first among equals; then carts, favourites and views by age.
            double last = Decay(r.LastTouchedAt, 60);
            double interest = (r.InCart ? 2.5 : 0) + (r.IsFavorite ? 0.3 : 0) + (r.Studies > 0 ? 0.2 : 0) + (r.Views > 0 ? 0.1 : 0);
            return (float)(r.Orders + interest + (0.1 * last));
        }

        public void Fill(int slot, Span<float> features)
        {
            if (!_records.TryGetValue(slot, out ItemRecord? r))
            {
                return;
            }

            if (r.OrderLines > 0)
            {
                FillOrders(r, slot, features);
            }

            features[17] = r.InCart ? (float)Decay(r.CartAt, CartHalfLife) : 0;
            features[18] = r.IsFavorite ? (float)Decay(r.FavoriteAt, CartHalfLife) : 0;
            features[19] = MathF.Log(1 + r.Studies) * (float)Decay(r.LastStudyAt, InterestHalfLife);
            features[20] = MathF.Log(1 + r.Views) * (float)Decay(r.LastViewAt, InterestHalfLife);
        }

        public string Reason(int slot)
        {
            ItemRecord r = _records[slot];
            if (r.InCart)
            {
                return $"In your cart since {Day(r.CartAt)}.";
            }

            if (r.Orders > 0)
            {
                return r.Orders == 1 ? $"You ordered this on {Day(r.LastOrderAt)}." : $"You ordered this {r.Orders} times, last on {Day(r.LastOrderAt)}.";
            }

            if (r.IsFavorite)
            {
                return $"One of your favourites since {Day(r.FavoriteAt)}.";
            }

            return r.Views + r.Studies == 0
                ? $"You dealt with this on {Day(r.LastTouchedAt)}."
                : $"You looked at this on {Day(Math.Max(r.LastViewAt, r.LastStudyAt))}.";
        }

        private void FillOrders(ItemRecord r, int slot, Span<float> features)
        {
            UserHistory history = _request.History;
            float[] repeatShare = _request.Model.Popularity.RepeatShare;
            features[0] = 1;
            features[1] = MathF.Log(r.Orders);
            features[2] = MathF.Log(1 + (float)_request.AgeInDays(r.LastOrderAt));
            features[3] = DecayedOrders(r, 14);
            features[4] = DecayedOrders(r, 28);
            features[5] = DecayedOrders(r, 60);
            features[6] = DecayedOrders(r, 120);
            features[7] = (float)Decay(r.LastOrderAt, 7);
            features[8] = (float)Decay(r.LastOrderAt, 28);
            features[9] = (float)Decay(r.LastOrderAt, 60);
            features[10] = MathF.Log((r.Orders + 0.5f) / (history.Baskets + 1f));
            features[11] = slot < repeatShare.Length ? MathF.Log(MathF.Max(repeatShare[slot], 1e-3f)) : 0;
            features[12] = MathF.Log(1 + r.Canceled);
            features[13] = MathF.Min(r.Canceled / (float)r.Orders, 1);
            features[14] = _breadth;
            features[15] = MathF.Log(Math.Max(1, history.Baskets));
            features[16] = _away;
        }

        private static string Day(long milliseconds) =>
            DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        private double Decay(long at, double halfLifeDays) =>
            at == ItemRecord.Never ? 0 : Math.Pow(2, -_request.AgeInDays(at) / halfLifeDays);

        /// <summary>log(1 + 20 Σ 2^(−age / half-life)) over the days with an order.</summary>
        private float DecayedOrders(ItemRecord record, double halfLifeDays)
        {
            double sum = 0;
            foreach (int day in record.OrderDays)
            {
                sum += Decay(day * MillisecondsPerDay, halfLifeDays);
            }

            return MathF.Log(1 + (20 * (float)sum));
        }
    }
}
