namespace Tandem.Ranking;

/// <summary>One query with everything that the sources share: what is allowed, what the user is known for, as of when.</summary>
internal sealed class RankingRequest
{
    private const double MillisecondsPerDay = 86_400_000;

    public RankingRequest(Catalogue catalogue, UserHistory history, RecommendationQuery query, float[]? userVector)
    {
        Catalogue = catalogue;
        History = history;
        UserVector = userVector;
        AsOf = Moment(catalogue, history, query);
        Known = HistoryItem.Resolve(catalogue, history, AsOf);
        Allowed = Filter(catalogue, history, query);
    }

    public Catalogue Catalogue { get; }

    public ServingModel Model => Catalogue.Model;

    public UserHistory History { get; }

    /// <summary>The user tower's output; null when the user or the model has none.</summary>
    public float[]? UserVector { get; }

    /// <summary>
    /// The moment from which ages are counted, in milliseconds: the query's, but no later than the last thing that the model
    /// or the user's history knows of. Otherwise an old bundle, or a replay of old data, would make every habit look forgotten.
    /// </summary>
    public long AsOf { get; }

    /// <summary>The items of the history that the catalogue has or had, latest first.</summary>
    public IReadOnlyList<HistoryItem> Known { get; }

    /// <summary>True when nothing is known of the user that the catalogue knows of.</summary>
    public bool IsNewcomer => Known.Count == 0;

    /// <summary>Bitmap of the slots that may be shown.</summary>
    public ulong[] Allowed { get; }

    public int SlotCount => Catalogue.State.SlotCount;

    public bool IsAllowed(int slot) => (Allowed[slot >> 6] >> (slot & 63) & 1) != 0;

    /// <summary>Days from a time to <see cref="AsOf"/>, at least 0.</summary>
    public double AgeInDays(long at) => Math.Max(0, AsOf - at) / MillisecondsPerDay;

    private static long Moment(Catalogue catalogue, UserHistory history, RecommendationQuery query)
    {
        long known = Math.Max(catalogue.Model.AsOf, history.LastEventAt);
        return Math.Min(query.Now.ToUnixTimeMilliseconds(), known);
    }

    private static ulong[] Filter(Catalogue catalogue, UserHistory history, RecommendationQuery query)
    {
        ulong[] allowed = (ulong[])catalogue.State.Available.Clone();
        foreach (string excluded in query.Exclude)
        {
            Clear(catalogue, allowed, excluded);
        }

        if (!query.IncludeSeen)
        {
            foreach (ItemRecord record in history.Items)
            {
                if (record.OrderLines > 0 || record.Views > 0 || record.Studies > 0)
                {
                    Clear(catalogue, allowed, record.ItemId);
                }
            }
        }

        if (query.Category is not null || query.MinPrice is not null || query.MaxPrice is not null)
        {
            var filter = new DescriptionFilter(catalogue.Model.Categories, query);
            for (int slot = 0; slot < catalogue.State.SlotCount; slot++)
            {
                if ((allowed[slot >> 6] >> (slot & 63) & 1) != 0 && !filter.Passes(catalogue.Describe(slot)!))
                {
                    allowed[slot >> 6] &= ~(1UL << (slot & 63));
                }
            }
        }

        return allowed;
    }

    private static void Clear(Catalogue catalogue, ulong[] allowed, string itemId)
    {
        if (catalogue.TryGetSlot(itemId, out int slot))
        {
            allowed[slot >> 6] &= ~(1UL << (slot & 63));
        }
    }
}
