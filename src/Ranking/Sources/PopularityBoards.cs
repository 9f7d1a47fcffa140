namespace Tandem.Ranking;

/// <summary>
/// Popularity features and order of a model's items, made once for the model. Items that borrow evidence have their
/// relatives' share added. Immutable.
/// </summary>
internal sealed class PopularityBoards
{
    private static readonly string[] Columns =
    [
        .. ItemStatistics.HalfLives.Select(ItemStatistics.Orders),
        ItemStatistics.AnonymousOrders,
        ItemStatistics.Interest,
        ItemStatistics.Buyers,
    ];

    private static readonly int InterestFeature = Array.IndexOf(Columns, ItemStatistics.Interest);

    private readonly ItemStatistics _statistics;
    private readonly float[] _features;

    public PopularityBoards(ItemStatistics statistics, IEnumerable<ColdItem> cold)
    {
        _statistics = statistics;
        RepeatShare = Repeated(statistics);
        _features = new float[statistics.ItemCount * FeatureCount];
        Rank = new float[statistics.ItemCount];
        for (int item = 0; item < statistics.ItemCount; item++)
        {
            Span<float> features = _features.AsSpan(item * FeatureCount, FeatureCount);
            for (int c = 0; c < Columns.Length; c++)
            {
                features[c] = Scaled(statistics[Columns[c]][item]);
            }

            features[^2] = Rareness(statistics[ItemStatistics.Buyers][item]);
            features[^1] = Newness(statistics[ItemStatistics.FirstSeen][item]);
        }

        foreach (ColdItem borrower in cold)
        {
            Borrow(borrower, _features.AsSpan(borrower.Slot * FeatureCount, FeatureCount));
        }

        for (int item = 0; item < Rank.Length; item++)
        {
            Rank[item] = RankOf(Features(item));
        }

        Order = [.. Enumerable.Range(0, Rank.Length).Where(item => Rank[item] > 0).OrderByDescending(item => Rank[item]).ThenBy(static item => item)];
    }

    /// <summary>The names of the features, in their order.</summary>
    public static IReadOnlyList<string> FeatureNames { get; } =
    [
        .. ItemStatistics.HalfLives.Select(static h => $"popular.days{h}"),
        "popular.anonymous",
        "popular.interest",
        "popular.buyers",
        "popular.rare",
        "popular.newness",
    ];

    public static int FeatureCount => FeatureNames.Count;

    /// <summary>Items that anybody has any interest in, most popular first.</summary>
    public int[] Order { get; }

    /// <summary>[items] the figure by which the source ranks alone.</summary>
    public float[] Rank { get; }

    /// <summary>[items] share of the buyers who bought again, shrunk towards the mean of all items with the weight of 20 buyers.</summary>
    public float[] RepeatShare { get; }

    /// <summary>The features of a model item, parallel to <see cref="FeatureNames"/>.</summary>
    public ReadOnlySpan<float> Features(int item) => _features.AsSpan(item * FeatureCount, FeatureCount);

    /// <summary>The features of an item that has its relatives' share.</summary>
    public void Borrow(ColdItem borrower, Span<float> features)
    {
        bool ofModel = borrower.Slot < _statistics.ItemCount;
        for (int c = 0; c < Columns.Length; c++)
        {
            float[] column = _statistics[Columns[c]];
            features[c] = Scaled((ofModel ? column[borrower.Slot] : 0) + borrower.Inherit(column));
        }

        features[^2] = Rareness(ofModel ? _statistics[ItemStatistics.Buyers][borrower.Slot] : 0);
        features[^1] = Newness(ofModel ? _statistics[ItemStatistics.FirstSeen][borrower.Slot] : 0);
    }

    /// <summary>Adds live events to features that a bundle's counts gave, as of a moment.</summary>
    public static void AddLive(LiveItem live, long moment, Span<float> features)
    {
        for (int h = 0; h < ItemStatistics.HalfLives.Count; h++)
        {
            features[h] = Scaled(Unscaled(features[h]) + (float)live.OrdersAt(h, moment));
        }

        features[InterestFeature] = Scaled(Unscaled(features[InterestFeature]) + (float)live.InterestAt(moment));
    }

    private static float Unscaled(float feature) => (MathF.Exp(feature) - 1) / 2;

    // log(1 + 2x): no orders are 0, and above one order it is the logarithm up to a constant.
    private static float Scaled(float count) => MathF.Log(1 + (2 * count));

    // Tells the blend of items whose other evidence is thin because few people had the chance: 1 without buyers, half at three.
    private static float Rareness(float buyers) => MathF.Pow(2, -buyers / 3);

    private static float Newness(float firstSeenDays) => firstSeenDays < 0 ? 1 : MathF.Pow(2, -firstSeenDays / 30);

    /// <summary>Half-life 14 days decides; a longer memory, then any interest at all, where that says nothing.</summary>
    public static float RankOf(ReadOnlySpan<float> features) => features[1] + (0.01f * features[2]) + (0.001f * features[4]);

    private static float[] Repeated(ItemStatistics statistics)
    {
        const float Prior = 20;
        float[] buyers = statistics[ItemStatistics.Buyers];
        float[] again = statistics[ItemStatistics.Repeaters];
        float all = buyers.Sum();
        float mean = all > 0 ? again.Sum() / all : 0;
        float[] share = new float[buyers.Length];
        for (int item = 0; item < share.Length; item++)
        {
            share[item] = (again[item] + (Prior * mean)) / (buyers[item] + Prior);
        }

        return share;
    }
}
