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
        new("repeats.ordered", 4.0, IsEvidence: false),
        new("repeats.count", 2.0, IsEvidence: false),
        new("repeats.decayed", 0.2, IsEvidence: false),
        new("repeats.fresh", 1.0, IsEvidence: false),
        new("repeats.share", 0.0, IsEvidence: false),
        new("repeats.item", 0.3, IsEvidence: false),
        new("repeats.canceled", 0.0, IsEvidence: false),
        new("repeats.breadth", -0.5, IsEvidence: false),
        new("repeats.cart", 6.0),
        new("repeats.favorite", 3.0),
        new("repeats.studied", 2.0),
        new("repeats.viewed", 1.0),
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

        public Reading(RankingRequest request)
        {
            _request = request;
            _records = request.Known.ToDictionary(static k => k.Slot, static k => k.Record);
            _breadth = MathF.Log(Math.Max(1, request.Known.Count(static k => k.Record.OrderLines > 0)));
        }

        public void Dispose()
        {
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

            features[8] = r.InCart ? (float)Decay(r.CartAt, CartHalfLife) : 0;
            features[9] = r.IsFavorite ? (float)Decay(r.FavoriteAt, CartHalfLife) : 0;
            features[10] = MathF.Log(1 + r.Studies) * (float)Decay(r.LastStudyAt, InterestHalfLife);
            features[11] = MathF.Log(1 + r.Views) * (float)Decay(r.LastViewAt, InterestHalfLife);
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
            features[2] = DecayedOrders(r, 60);
            features[3] = (float)Decay(r.LastOrderAt, 14);
            features[4] = MathF.Log((r.Orders + 0.5f) / (Math.Max(1, history.Baskets) + 1f));
            features[5] = slot < repeatShare.Length ? MathF.Log(MathF.Max(repeatShare[slot], 1e-3f)) : 0;
            features[6] = MathF.Log(1 + r.Canceled);
            features[7] = _breadth;
        }

        private static string Day(long milliseconds) =>
            DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        private double Decay(long at, double halfLifeDays) =>
            at == ItemRecord.Never ? 0 : Math.Pow(2, -_request.AgeInDays(at) / halfLifeDays);

        /// <summary>log(1 + 20 Σ 2^(−age / half-life)) over the days with an order.</summary>
        private float DecayedOrders(ItemRecord record, double halfLifeDays)
        {
            double sum = record.OrderDays.IsEmpty ? Decay(record.LastOrderAt, halfLifeDays) : 0;
            foreach (int day in record.OrderDays)
            {
                sum += Decay(day * MillisecondsPerDay, halfLifeDays);
            }

            return MathF.Log(1 + (20 * (float)sum));
        }
    }
}
