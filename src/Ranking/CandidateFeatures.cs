namespace Tandem.Ranking;

/// <summary>The candidates of one query with the features that the blend is made of: what the fit of the weights learns from.</summary>
/// <param name="IsNewcomer">The user has no history, so the blend's weights for newcomers count.</param>
/// <param name="ItemIds">[candidates]</param>
/// <param name="Values">[candidates, features] row-major, the features in the order of <see cref="SourceFeatures.Names"/>.</param>
public sealed record CandidateFeatures(bool IsNewcomer, string[] ItemIds, float[] Values)
{
    public int Count => ItemIds.Length;

    /// <summary>The features of one candidate.</summary>
    public ReadOnlySpan<float> Of(int candidate) =>
        Values.AsSpan(candidate * SourceFeatures.Names.Count, SourceFeatures.Names.Count);
}
