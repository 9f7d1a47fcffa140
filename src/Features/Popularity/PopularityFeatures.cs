namespace Tandem.Features.Popularity;

/// <summary>
/// The nine popularity features, before they are standardised. w is the weighted count of the product (all variants of
/// one model id), r its rank among all products (1 = most popular; equal counts share the middle rank), N the number of
/// products. Each is then centred and scaled by its mean and deviation over the fitted products, clipped to ±3 and
/// divided by 30: the block's length is at most 0.3, usually near 0.1, a tenth of the other blocks'.
/// </summary>
public static class PopularityFeatures
{
    /// <summary>How many there are.</summary>
    public const int Count = 9;

    /// <summary>
    /// ln(1 + w): counts spread over powers of ten, and the logarithm evens out their variance (Bartlett, "The use of
    /// transformations", 1947).
    /// </summary>
    public const int LogCount = 0;

    /// <summary>
    /// ln w − ln(expected count at rank r under the fitted Zipf law); 0 if w = 0. Above 0 is more than the law gives that
    /// rank (Zipf, "Human Behavior and the Principle of Least Effort", 1949; the fit is <see cref="ZipfFit"/>).
    /// </summary>
    public const int ZipfResidual = 1;

    /// <summary>
    /// (ln(1 + w) − μ) / σ over the products of the item's category (over all products where the category has fewer
    /// than <see cref="SmallestCategory"/>), the classic standard score: how unusual the count is among its like.
    /// </summary>
    public const int ZScore = 2;

    /// <summary>
    /// Share of all counts that belongs to more popular products: 0 for the best seller, near 1 in the long tail
    /// (the Lorenz curve of the counts; Anderson, "The Long Tail", 2006, for the reading).
    /// </summary>
    public const int Tailness = 3;

    /// <summary>1 − (r − ½) / N: near 1 for the most popular of all (the plotting position of Hazen, 1914).</summary>
    public const int GlobalRank = 4;

    /// <summary>The same among the products of the item's category; the global one if the category is unknown.</summary>
    public const int CategoryRank = 5;

    /// <summary>
    /// ln((recent + 1) / (expected + 1)), where expected = w · min(1, window / max(age, window)): what the recent window
    /// would hold at the long-run rate. Above 0 is rising. One is added to both, so a handful of events is no trend (the rule
    /// of succession; Laplace, 1774).
    /// </summary>
    public const int Trend = 6;

    /// <summary>
    /// (delivered + m·p) / (delivered + canceled + m), p the share over everything, m the prior's weight: the posterior
    /// mean under a Beta prior (Gelman et al., Bayesian Data Analysis, 2.1).
    /// </summary>
    public const int DeliveredShare = 7;

    /// <summary>
    /// e^(−age / τ), age in days since the first event; 1 for an item without events (exponential ageing, as radioactive
    /// decay has it: after τ days 1/e is left).
    /// </summary>
    public const int Novelty = 8;

    /// <summary>Categories with fewer products than this borrow the global mean and deviation.</summary>
    public const int SmallestCategory = 20;

    /// <summary>Names of the features, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["log_count", "zipf_residual", "z_score", "tailness", "global_rank", "category_rank", "trend", "delivered_share", "novelty"];
}
