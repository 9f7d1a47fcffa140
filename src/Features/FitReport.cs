using Tandem.Features.Popularity;

namespace Tandem.Features;

/// <summary>What the fit found, block by block. It describes the fit and takes no part in its hash.</summary>
public sealed record FitReport(
    int Items,
    AttributeReport Attributes,
    PopularityReport Popularity,
    CategoryReport Category,
    EmbeddingReport Image,
    TextReport Text)
{
    /// <summary>Seconds that each block took; empty in a loaded fit, because the saved bytes do not depend on the clock.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();
}

/// <param name="Names">Attribute names.</param>
/// <param name="Columns">Columns of the multi-hot matrix.</param>
/// <param name="OtherColumns">Those of them that stand for rare values.</param>
/// <param name="ExplainedVariance">Share of the variance that the projection keeps, 0 to 1.</param>
public sealed record AttributeReport(int Names, int Columns, int OtherColumns, double ExplainedVariance)
{
    /// <summary>Element j is the share of the variance that the first j + 1 components keep; the last is <see cref="ExplainedVariance"/>.</summary>
    public IReadOnlyList<double> VarianceCurve { get; init; } = [];
}

/// <param name="Models">Products (groups of variants).</param>
/// <param name="WithEvents">Those of them with a weighted count above 0.</param>
/// <param name="ZipfExponent">Exponent of the rank-frequency law, by maximum likelihood.</param>
/// <param name="ZipfDistance">Kolmogorov-Smirnov distance between the counts and the law, 0 (equal) to 1.</param>
public sealed record PopularityReport(int Models, int WithEvents, double ZipfExponent, double ZipfDistance)
{
    /// <summary>Count against rank at up to <see cref="RankPoint.Most"/> ranks, evenly spaced in their logarithm, first and last among them.</summary>
    public IReadOnlyList<RankPoint> RankCurve { get; init; } = [];
}

/// <param name="Categories">Nodes of the tree.</param>
/// <param name="Coverage">Share of the items that hang on a known category.</param>
/// <param name="MeanRank">See <see cref="Categories.PoincareQuality"/>.</param>
/// <param name="MeanAveragePrecision">See <see cref="Categories.PoincareQuality"/>.</param>
/// <param name="HitAt1">See <see cref="Categories.PoincareQuality"/>.</param>
public sealed record CategoryReport(int Categories, double Coverage, double MeanRank, double MeanAveragePrecision, double HitAt1);

/// <param name="Dimension">Length of the given embeddings; 0 if there were none.</param>
/// <param name="Coverage">Share of the items with an embedding.</param>
/// <param name="ExplainedVariance">Share of the variance that the projection keeps, 0 to 1.</param>
public sealed record EmbeddingReport(int Dimension, double Coverage, double ExplainedVariance);

/// <param name="Vocabulary">Buckets in use; 0 if the block is made of given vectors.</param>
/// <param name="Coverage">Share of the items with a text, or with a given vector.</param>
/// <param name="ExplainedVariance">Share of the variance that the projection keeps, 0 to 1.</param>
public sealed record TextReport(int Vocabulary, double Coverage, double ExplainedVariance)
{
    /// <summary>Length of the given text vectors; 0 if the block is made of words.</summary>
    public int VectorDimension { get; init; }
}
