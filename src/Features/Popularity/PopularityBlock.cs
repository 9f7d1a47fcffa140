using Tandem.Domain;
using Tandem.Features.Format;

namespace Tandem.Features.Popularity;

/// <summary>Fits and computes <see cref="PopularityFeatures"/>. Zeros if no fitted item had any event.</summary>
internal sealed class PopularityBlock
{
    private const double Clip = 3;

    private readonly ModelTotals _models;
    private readonly CategoryCounts _all;
    private readonly Dictionary<string, CategoryCounts> _categories;
    private readonly PopularityOptions _options;
    private readonly ZipfFit _zipf;
    private readonly double _deliveredShare;
    private double[] _mean = new double[PopularityFeatures.Count];
    private double[] _deviation = new double[PopularityFeatures.Count];

    private PopularityBlock(
        ModelTotals models,
        CategoryCounts all,
        Dictionary<string, CategoryCounts> categories,
        PopularityOptions options,
        ZipfFit zipf,
        double deliveredShare)
    {
        _models = models;
        _all = all;
        _categories = categories;
        _options = options;
        _zipf = zipf;
        _deliveredShare = deliveredShare;
    }

    public static (PopularityBlock Block, PopularityReport Report) Fit(
        IReadOnlyList<ItemDescription> items, IReadOnlyList<ItemCounts> counts, PopularityOptions options)
    {
        CheckCounts(items, counts);
        ModelTotals models = ModelTotals.Of(items, counts, out List<(int Item, ItemCounts Counts)> products);
        List<double> weighted = [.. products.Select(product => product.Counts.Weighted)];
        double[] positive = [.. weighted.Where(count => count > 0).OrderDescending()];
        long delivered = products.Sum(product => product.Counts.Delivered);
        long outcomes = delivered + products.Sum(product => product.Counts.Canceled);
        PopularityBlock block = new(
            models,
            CategoryCounts.Of(weighted),
            products
                .Where(product => items[product.Item].CategoryId is not null)
                .GroupBy(product => items[product.Item].CategoryId!, StringComparer.Ordinal)
                .ToDictionary(
                    group => group.Key,
                    group => CategoryCounts.Of([.. group.Select(product => product.Counts.Weighted)]),
                    StringComparer.Ordinal),
            options,
            ZipfFit.Of(positive),
            outcomes == 0 ? 0.5 : (double)delivered / outcomes);
        if (positive.Length > 0)
        {
            block.FitScale(items, products);
        }

        PopularityReport report = new(products.Count, positive.Length, block._zipf.Exponent, block._zipf.Distance)
        {
            RankCurve = RankPoint.Curve(positive, block._zipf),
        };
        return (block, report);
    }

    public void Fuse(ItemDescription item, ItemCounts counts, Span<float> destination)
    {
        destination.Clear();
        if (destination.IsEmpty)
        {
            return;
        }

        Span<double> raw = stackalloc double[PopularityFeatures.Count];
        Raw(item, _models.Of(item, counts), raw);
        for (int i = 0; i < raw.Length; i++)
        {
            // A feature that is the same for every product says nothing.
            double z = _deviation[i] > 1e-9 ? (raw[i] - _mean[i]) / _deviation[i] : 0;
            destination[i] = (float)(Math.Clamp(z, -Clip, Clip) / Clip);
        }
    }

    /// <summary>The features before standardisation, by name, with the product's rank.</summary>
    public string Explain(ItemDescription item, ItemCounts counts)
    {
        double[] raw = new double[PopularityFeatures.Count];
        ItemCounts product = _models.Of(item, counts);
        Raw(item, product, raw);
        string features = string.Join(", ", PopularityFeatures.Names.Zip(raw, (name, value) => FormattableString.Invariant($"{name} {value:0.###}")));
        return FormattableString.Invariant($"popularity: rank {_all.Ranks.MiddleRank(product.Weighted):0.#} of {_all.Ranks.Count}; {features}");
    }

    public void Save(FitWriter writer)
    {
        _models.Save(writer);
        _all.Save(writer);
        writer.Write(_categories.Count);
        foreach ((string id, CategoryCounts category) in _categories.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(id);
            category.Save(writer);
        }

        writer.Write(_options.RecentDays);
        writer.Write(_options.OutcomePrior);
        writer.Write(_options.NoveltyDays);
        writer.Write(_zipf.Exponent);
        writer.Write(_zipf.LogScale);
        writer.Write(_zipf.Distance);
        writer.Write(_deliveredShare);
        writer.Write(_mean);
        writer.Write(_deviation);
    }

    public static PopularityBlock Load(FitReader reader)
    {
        ModelTotals models = ModelTotals.Load(reader);
        CategoryCounts all = CategoryCounts.Load(reader);
        int count = reader.Count();
        Dictionary<string, CategoryCounts> categories = new(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string id = reader.Text();
            categories[id] = CategoryCounts.Load(reader);
        }

        PopularityOptions options = new()
        {
            RecentDays = reader.Double(),
            OutcomePrior = reader.Double(),
            NoveltyDays = reader.Double(),
        };
        ZipfFit zipf = new(reader.Double(), reader.Double(), reader.Double());
        return new PopularityBlock(models, all, categories, options, zipf, reader.Double())
        {
            _mean = reader.Doubles(),
            _deviation = reader.Doubles(),
        };
    }

    private static void CheckCounts(IReadOnlyList<ItemDescription> items, IReadOnlyList<ItemCounts> counts)
    {
        for (int i = 0; i < counts.Count; i++)
        {
            ItemCounts c = counts[i];
            if (!(c.Weighted >= 0) || !(c.Recent >= 0) || c.Delivered < 0 || c.Canceled < 0 || double.IsInfinity(c.Weighted + c.Recent))
            {
                throw new TandemException(
                    $"The counts of item '{items[i].ItemId}' (row {i}) are {c}; every count must be a finite number from 0 up. Build them with ItemCountsBuilder.");
            }
        }
    }

    private void FitScale(IReadOnlyList<ItemDescription> items, List<(int Item, ItemCounts Counts)> products)
    {
        double[] sum = new double[PopularityFeatures.Count];
        double[] squares = new double[PopularityFeatures.Count];
        Span<double> raw = stackalloc double[PopularityFeatures.Count];
        foreach ((int item, ItemCounts product) in products)
        {
            Raw(items[item], product, raw);
            for (int i = 0; i < raw.Length; i++)
            {
                sum[i] += raw[i];
                squares[i] += raw[i] * raw[i];
            }
        }

        _mean = [.. sum.Select(value => value / products.Count)];
        _deviation = [.. squares.Zip(_mean, (square, mean) => Math.Sqrt(Math.Max(0, (square / products.Count) - (mean * mean))))];
    }

    private void Raw(ItemDescription item, ItemCounts product, Span<double> raw)
    {
        double w = product.Weighted;
        CategoryCounts? category = item.CategoryId is null ? null : _categories.GetValueOrDefault(item.CategoryId);
        CategoryCounts alike = category is not null && category.Ranks.Count >= PopularityFeatures.SmallestCategory ? category : _all;
        double age = Math.Max(0, product.FirstSeenDays);
        double expected = w * Math.Min(1, _options.RecentDays / Math.Max(age, _options.RecentDays));
        double outcomes = product.Delivered + product.Canceled;

        raw[PopularityFeatures.LogCount] = Math.Log(1 + w);
        raw[PopularityFeatures.ZipfResidual] = w > 0 ? Math.Log(w) - _zipf.ExpectedLogCount(_all.Ranks.MiddleRank(w)) : 0;
        raw[PopularityFeatures.ZScore] = alike.ZScore(w);
        raw[PopularityFeatures.Tailness] = _all.Ranks.MassShareAbove(w);
        raw[PopularityFeatures.GlobalRank] = _all.Ranks.NormalisedRank(w);
        raw[PopularityFeatures.CategoryRank] = (category ?? _all).Ranks.NormalisedRank(w);
        raw[PopularityFeatures.Trend] = Math.Log((product.Recent + 1) / (expected + 1));
        raw[PopularityFeatures.DeliveredShare] =
            (product.Delivered + (_options.OutcomePrior * _deliveredShare)) / (outcomes + _options.OutcomePrior);
        raw[PopularityFeatures.Novelty] = Math.Exp(-age / _options.NoveltyDays);
    }
}
