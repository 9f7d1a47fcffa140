using System.Globalization;
using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>What sells now, by decayed numbers of orders with several half-lives; new items have a share of their relatives'.</summary>
internal sealed class PopularSource : ISource
{
    public const string SourceName = "popular";

    public string Name => SourceName;

    public IReadOnlyList<SourceFeature> Features { get; } =
        [.. PopularityBoards.FeatureNames.Select(static name => new SourceFeature(name, DefaultWeights.GetValueOrDefault(name), IsEvidence: false))];

    private static Dictionary<string, double> DefaultWeights => new(StringComparer.Ordinal)
    {
        ["popular.days3"] = 0.3,
        ["popular.days14"] = 0.6,
        ["popular.days60"] = -0.4,
        ["popular.interest"] = 0.05,
    };

    public ISourceReading? Read(RankingRequest request) => new Reading(request, request.Model.Popularity);

    private sealed class Reading(RankingRequest request, PopularityBoards boards) : ISourceReading
    {
        // New items that are proposed for their relatives' popularity, in addition to the popular ones.
        private const int NewItems = 20;

        private readonly LiveItems _live = request.Catalogue.State.Live;

        public void Dispose()
        {
        }

        public void Nominate(int count, CandidatePool pool)
        {
            int taken = 0;
            foreach (int slot in boards.Order)
            {
                if (taken == count)
                {
                    break;
                }

                if (request.IsAllowed(slot))
                {
                    pool.Add(slot);
                    taken++;
                }
            }

            foreach (ColdItem added in request.Catalogue.State.Cold
                .Where(c => c.Slot >= boards.Rank.Length && request.IsAllowed(c.Slot))
                .OrderByDescending(c => c.Inherit(boards.Rank))
                .ThenBy(static c => c.Slot)
                .Take(NewItems))
            {
                pool.Add(added.Slot);
            }

            foreach (int slot in _live.Trending)
            {
                if (request.IsAllowed(slot))
                {
                    pool.Add(slot);
                }
            }
        }

        public float Score(int slot)
        {
            if (LiveOf(slot) is null)
            {
                return slot < boards.Rank.Length ? boards.Rank[slot] : request.Catalogue.ColdAt(slot)?.Inherit(boards.Rank) ?? 0;
            }

            Span<float> features = stackalloc float[PopularityBoards.FeatureCount];
            features.Clear();
            Fill(slot, features);
            return PopularityBoards.RankOf(features);
        }

        public void Fill(int slot, Span<float> features)
        {
            FillKnown(slot, features);
            if (LiveOf(slot) is { } live)
            {
                PopularityBoards.AddLive(live, _live.At, features);
            }
        }

        /// <summary>What the bundle knows.</summary>
        private void FillKnown(int slot, Span<float> features)
        {
            if (slot < boards.Rank.Length)
            {
                boards.Features(slot).CopyTo(features);
            }
            else if (request.Catalogue.ColdAt(slot) is { } cold)
            {
                boards.Borrow(cold, features);
            }
        }

        public string Reason(int slot)
        {
            ItemStatistics statistics = request.Model.Parts.Statistics;
            string until = DateTimeOffset.FromUnixTimeMilliseconds(request.Model.AsOf).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (LiveOf(slot)?.Totals[(int)EventAction.Order] is > 0 and var orders)
            {
                return orders == 1 ? "Popular: bought once since the node counts." : $"Popular: bought {orders} times since the node counts.";
            }

            if (slot >= statistics.ItemCount)
            {
                return "New, and like items that are popular.";
            }

            return (int)statistics[ItemStatistics.Buyers7][slot] is > 0 and var week ? $"Popular: {People(week)} bought it in the 7 days up to {until}."
                : (int)statistics[ItemStatistics.Buyers28][slot] is > 0 and var month ? $"Popular: {People(month)} bought it in the 28 days up to {until}."
                : (int)statistics[ItemStatistics.Buyers][slot] is > 0 and var ever ? $"{People(ever)} bought it up to {until}."
                : "Of interest to other visitors.";
        }

        /// <summary>What happened after the bundle was made; null for nothing.</summary>
        private LiveItem? LiveOf(int slot) =>
            _live.BySlot.TryGetValue(slot, out LiveItem? item) && item.At > request.Model.AsOf ? item : null;

        private static string People(int count) => count == 1 ? "1 person" : $"{count} people";
    }
}
