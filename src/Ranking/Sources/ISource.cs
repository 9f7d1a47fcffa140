namespace Tandem.Ranking;

/// <summary>One source of candidates, with the features it gives to the blend. Stateless.</summary>
internal interface ISource
{
    /// <summary>The first part of the names of its features, and what <see cref="RecommendedItem.Source"/> says.</summary>
    string Name { get; }

    IReadOnlyList<SourceFeature> Features { get; }

    /// <summary>Reads one request; null when the source has nothing to say to it.</summary>
    ISourceReading? Read(RankingRequest request);
}
