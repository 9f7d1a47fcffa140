namespace Tandem.Features.Embeddings;

/// <summary>How image embeddings are projected.</summary>
public sealed record ImageOptions
{
    /// <summary>Images that the projection is fitted on, drawn by the seed when there are more. Default 20,000.</summary>
    public int SampleItems { get; init; } = 20_000;
}
