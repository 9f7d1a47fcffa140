using Tandem.Domain;
using Tandem.Features.Format;

namespace Tandem.Features.Popularity;

/// <summary>
/// How counts are spread over the products at a cut, and what that says of any one count: totals in, the nine
/// <see cref="PopularityFeatures"/> out. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Counters that are kept online (<see cref="SlidingItemCounts"/>, or a shop's own) can be asked about at any moment: the
/// same totals give bit for bit what the batch fit gives, newer totals are placed among the fitted ones. Fitting anew
/// takes one sort of the products. The order of the products does not matter.
/// </remarks>
public sealed class PopularityModel
{
    private readonly CategoryCounts _all;
    private readonly Dictionary<string, CategoryCounts> _categories;
    private readonly PopularityOptions _options;
    private readonly double _deliveredShare;
    private readonly FeatureScale _scale;

    private PopularityModel(
        CategoryCounts all,
        Dictionary<string, CategoryCounts> categories,
        PopularityOptions options,
        ZipfFit zipf,
        double deliveredShare,
        FeatureScale scale)
    {
        _all = all;
        _categories = categories;
        _options = options;
        Zipf = zipf;
        _deliveredShare = deliveredShare;
        _scale = scale;
    }

    /// <summary>Products that it was fitted on.</summary>
    public int Products => _all.Ranks.Count;

    /// <summary>Zipf's law, fitted to the products with a count above 0.</summary>
    public ZipfFit Zipf { get; }

    /// <param name="products">All products, also those without events.</param>
    /// <param name="options">The options that the counts were made with; the defaults when null.</param>
    /// <exception cref="TandemException">A count or an option is out of range.</exception>
    public static PopularityModel Fit(IReadOnlyList<ProductCounts> products, PopularityOptions? options = null) =>
        Fit(products, options ?? new PopularityOptions(), out _);

    internal static PopularityModel Fit(IReadOnlyList<ProductCounts> products, PopularityOptions options, out PopularityReport report)
    {
        options.Validate();
        for (int i = 0; i < products.Count; i++)
        {
            products[i].Totals.Validate($"product {i}");
        }

        double[] positive = [.. products.Select(product => product.Totals.Weighted).Where(count => count > 0).OrderDescending()];
        long delivered = products.Sum(product => product.Totals.Delivered);
        long outcomes = delivered + products.Sum(product => product.Totals.Canceled);
        PopularityModel unscaled = new(
            CategoryCounts.Of([.. products.Select(product => product.Totals.Weighted)]),
            products
                .Where(product => product.CategoryId is not null)
                .GroupBy(product => product.CategoryId!, StringComparer.Ordinal)
                .ToDictionary(
                    group => group.Key,
                    group => CategoryCounts.Of([.. group.Select(product => product.Totals.Weighted)]),
                    StringComparer.Ordinal),
            options,
            ZipfFit.Of(positive),
            outcomes == 0 ? 0.5 : (double)delivered / outcomes,
            FeatureScale.None);
        report = new PopularityReport(products.Count, positive.Length, unscaled.Zipf.Exponent, unscaled.Zipf.Distance)
        {
            RankCurve = RankPoint.Curve(positive, unscaled.Zipf),
        };
        return positive.Length == 0 ? unscaled : unscaled.Scaled(products);
    }

    /// <summary>The nine features of a product, standardised: −0.1 to 0.1, 0 the mean of the fitted products. All 0 if no fitted product had a count.</summary>
    /// <param name="categoryId">Its category; null or unknown ones are compared with all products.</param>
    /// <param name="totals">Counts of all its variants together.</param>
    /// <param name="destination">[9]</param>
    public void Describe(string? categoryId, ItemCounts totals, Span<float> destination)
    {
        Span<double> raw = stackalloc double[PopularityFeatures.Count];
        Measure(categoryId, totals, raw);
        _scale.Apply(raw, destination);
    }

    /// <summary>The nine features as <see cref="PopularityFeatures"/> defines them, before they are standardised.</summary>
    /// <param name="categoryId">Its category; null or unknown ones are compared with all products.</param>
    /// <param name="totals">Counts of all its variants together.</param>
    /// <param name="raw">[9]</param>
    public void Measure(string? categoryId, ItemCounts totals, Span<double> raw)
    {
        double w = totals.Weighted;
        CategoryCounts? category = categoryId is null ? null : _categories.GetValueOrDefault(categoryId);
        CategoryCounts alike = category is not null && category.Ranks.Count >= PopularityFeatures.SmallestCategory ? category : _all;
        double age = Math.Max(0, totals.FirstSeenDays);
        double expected = w * Math.Min(1, _options.RecentDays / Math.Max(age, _options.RecentDays));
        double outcomes = totals.Delivered + totals.Canceled;

        raw[PopularityFeatures.LogCount] = Math.Log(1 + w);
        raw[PopularityFeatures.ZipfResidual] = w > 0 ? Math.Log(w) - Zipf.ExpectedLogCount(_all.Ranks.MiddleRank(w)) : 0;
        raw[PopularityFeatures.ZScore] = alike.ZScore(w);
        raw[PopularityFeatures.Tailness] = _all.Ranks.MassShareAbove(w);
        raw[PopularityFeatures.GlobalRank] = _all.Ranks.NormalisedRank(w);
        raw[PopularityFeatures.CategoryRank] = (category ?? _all).Ranks.NormalisedRank(w);
        raw[PopularityFeatures.Trend] = Math.Log((totals.Recent + 1) / (expected + 1));
        raw[PopularityFeatures.DeliveredShare] =
            (totals.Delivered + (_options.OutcomePrior * _deliveredShare)) / (outcomes + _options.OutcomePrior);
        raw[PopularityFeatures.Novelty] = Math.Exp(-age / _options.NoveltyDays);
    }

    /// <summary>Rank among all products, 1 the most popular; products with equal counts share the middle of their ranks.</summary>
    public double Rank(double weighted) => _all.Ranks.MiddleRank(weighted);

    /// <summary>Rank within a category and how many products it has; null where the category was not fitted.</summary>
    public (double Rank, int Products)? RankIn(string? categoryId, double weighted) =>
        categoryId is not null && _categories.TryGetValue(categoryId, out CategoryCounts? category)
            ? (category.Ranks.MiddleRank(weighted), category.Ranks.Count)
            : null;

    internal void Save(FitWriter writer)
    {
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
        writer.Write(Zipf.Exponent);
        writer.Write(Zipf.LogScale);
        writer.Write(Zipf.Distance);
        writer.Write(_deliveredShare);
        _scale.Save(writer);
    }

    internal static PopularityModel Load(FitReader reader)
    {
        CategoryCounts all = CategoryCounts.Load(reader);
        int count = reader.Count();
        Dictionary<string, CategoryCounts> categories = new(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            categories[reader.Text()] = CategoryCounts.Load(reader);
        }

        PopularityOptions options = new()
        {
            RecentDays = reader.Double(),
            OutcomePrior = reader.Double(),
            NoveltyDays = reader.Double(),
        };
        ZipfFit zipf = new(reader.Double(), reader.Double(), reader.Double());
        return new PopularityModel(all, categories, options, zipf, reader.Double(), FeatureScale.Load(reader));
    }

    private PopularityModel Scaled(IReadOnlyList<ProductCounts> products)
    {
        FeatureScale.Builder scale = new();
        Span<double> raw = stackalloc double[PopularityFeatures.Count];
        foreach (ProductCounts product in products)
        {
            Measure(product.CategoryId, product.Totals, raw);
            scale.Add(raw);
        }

        return new PopularityModel(_all, _categories, _options, Zipf, _deliveredShare, scale.Build());
    }
}
