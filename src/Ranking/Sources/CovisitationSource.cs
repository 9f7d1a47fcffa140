namespace Tandem.Ranking;

/// <summary>
/// What others took next, after that, together, or ever, who took what this user took. Each list is read through every item of the
/// history, weighted by how much that item still matters, and scaled so that the best item has 1.
/// </summary>
internal sealed class CovisitationSource : ISource
{
    public const string SourceName = "covisitation";

    public string Name => SourceName;

    public IReadOnlyList<SourceFeature> Features { get; } =
    [
        new("covisitation.next", 0.0),
        new("covisitation.next.log", 0.1),
        new("covisitation.recent", 0.2),
        new("covisitation.recent.log", 0.15),
        new("covisitation.together", 0.0),
        new("covisitation.together.log", 0.3),
        new("covisitation.people", 0.0),
        new("covisitation.people.log", 0.15),
        new("covisitation.further", 0.0),
        new("covisitation.further.log", 0.0),
    ];

    public ISourceReading? Read(RankingRequest request) => request.Known.Count == 0 ? null : new CovisitationReading(request);
}
