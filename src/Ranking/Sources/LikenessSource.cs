namespace Tandem.Ranking;

/// <summary>
/// What is like the items that the user dealt with, by content alone: it knows items that nobody has bought yet. Old interest counts nearly as
/// much as new, since taste in brands and kinds changes slowly.
/// </summary>
internal sealed class LikenessSource : ISource
{
    public const string SourceName = "likeness";

    public string Name => SourceName;

    public IReadOnlyList<SourceFeature> Features { get; } = [new("likeness.share", 0.0), new("likeness.share.log", 0.05)];

    public ISourceReading? Read(RankingRequest request) =>
        request.Known.Count == 0 || request.Model.Parts.Alike.Items.Length == 0 ? null : new Reading(request);

    private sealed class Reading(RankingRequest request) : ISourceReading
    {
        private readonly SuccessorBoard _board = new(
            request, SuccessorBoard.Borrowers(request), request.Model.Parts.Alike, static known => known.Habit, "Like");

        public void Nominate(int count, CandidatePool pool) => _board.Nominate(count / 2, pool);

        public float Score(int slot) => _board.Scores[slot];

        public void Fill(int slot, Span<float> features) => _board.Fill(slot, features);

        public string Reason(int slot) => _board.Reason(slot) ?? "Like what you dealt with.";

        public void Dispose() => _board.Dispose();
    }
}
