namespace Tandem.Ranking;

/// <summary>
/// Popularity features and order of a model's items, made once for the model. Items that borrow evidence have their
/// relatives' share added. Immutable.
/// </summary>
internal sealed class PopularityBoards
{
    public const int FeatureCount = 7;

    private static readonly string[] Columns =
    [
        ItemStatistics.Decayed(3),
        ItemStatistics.Decayed(7),
        ItemStatistics.Decayed(14),
        ItemStatistics.Decayed(28),
        ItemStatistics.Decayed(60),
        ItemStatistics.Events,
    ];

    private readonly ItemStatistics _statistics;
    private readonly float[] _scales;
    private readonly float[] _repeated;
    private readonly float[] _features;

    public PopularityBoards(ItemStatistics statistics, IEnumerable<ColdItem> cold)
    {
        _statistics = statistics;
        _scales = [.. Columns.Select(column => ScaleOf(statistics[column]))];
        _repeated = Repeated(statistics);
        _features = new float[statistics.ItemCount * FeatureCount];
        Rank = new float[statistics.ItemCount];
        for (int item = 0; item < statistics.ItemCount; item++)
        {
            Span<float> features = _features.AsSpan(item * FeatureCount, FeatureCount);
            for (int c = 0; c < Columns.Length; c++)
            {
                features[c] = Scaled(statistics[Columns[c]][item], c);
            }

            features[^1] = _repeated[item];
        }

        foreach (ColdItem borrower in cold)
        {
            Borrow(borrower, _features.AsSpan(borrower.Slot * FeatureCount, FeatureCount));
        }

        for (int item = 0; item < Rank.Length; item++)
        {
            // Half-life 7 days decides; a longer memory, then any interest at all, where that says nothing.
            ReadOnlySpan<float> features = Features(item);
            Rank[item] = features[1] + (0.01f * features[4]) + (0.0001f * features[5]);
        }

        Order = [.. Enumerable.Range(0, Rank.Length).Where(item => Rank[item] > 0).OrderByDescending(item => Rank[item]).ThenBy(static item => item)];
    }

    /// <summary>Items that anybody has any interest in, most popular first.</summary>
    public int[] Order { get; }

    /// <summary>[items] the figure by which the source ranks alone.</summary>
    public float[] Rank { get; }

    /// <summary>The features of a model item, parallel to the source's.</summary>
    public ReadOnlySpan<float> Features(int item) => _features.AsSpan(item * FeatureCount, FeatureCount);

    /// <summary>The features of an item that has its relatives' share.</summary>
    public void Borrow(ColdItem borrower, Span<float> features)
    {
        for (int c = 0; c < Columns.Length; c++)
        {
            float[] column = _statistics[Columns[c]];
            float own = borrower.Slot < _statistics.ItemCount ? column[borrower.Slot] : 0;
            features[c] = Scaled(own + borrower.Inherit(column), c);
        }

        features[^1] = borrower.Inherit(_repeated);
    }

    // log(1 + x) / log(1 + max): the most popular item has 1.
    private float Scaled(float count, int column) => MathF.Log(1 + count) * _scales[column];

    private static float ScaleOf(float[] column)
    {
        float max = column.Length == 0 ? 0 : column.Max();
        return max > 0 ? 1 / MathF.Log(1 + max) : 0;
    }

    /// <summary>Share of buyers who bought again, shrunk towards the mean of all items with the weight of 10 buyers.</summary>
    private static float[] Repeated(ItemStatistics statistics)
    {
        const float Prior = 10;
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
