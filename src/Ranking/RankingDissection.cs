namespace Tandem.Ranking;

/// <summary>One answer taken apart; lists of item ids, best first.</summary>
/// <param name="Blend">The answer.</param>
/// <param name="Alone">By source, what it alone would answer by its own score; empty where it has nothing to say.</param>
/// <param name="Without">By source, what the blend would answer if that source did not exist, the other weights unchanged.</param>
public sealed record RankingDissection(
    IReadOnlyList<string> Blend,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Alone,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Without);
