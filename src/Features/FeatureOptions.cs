namespace Tandem.Features;

/// <summary>How item features are fitted.</summary>
public sealed record FeatureOptions
{
    /// <summary>Block dimensions.</summary>
    public FeatureSchema Schema { get; init; } = new();

    /// <summary>Seeds every random choice of the fit. Default 17.</summary>
    public int Seed { get; init; } = 17;
}
