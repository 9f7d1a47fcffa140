namespace Tandem.Ranking;

/// <summary>
/// What a user's items say of others by a linear model fitted over everybody's items at once (EASE): of two items that say the same, each
/// counts half, where counts of pairs count both. A new event moves it at once, since only the lists are fitted.
/// </summary>
internal sealed class EaseSource : ISource
{
    public const string SourceName = "ease";

    public string Name => SourceName;

    public IReadOnlyList<SourceFeature> Features { get; } = [new("ease.share", 0.0), new("ease.share.log", 0.0)];

    public ISourceReading? Read(RankingRequest request) =>
        request.Known.Count == 0 || request.Model.Parts.Ease is not { Items.Length: > 0 } lists ? null : new Reading(request, lists);

    private sealed class Reading(RankingRequest request, SuccessorLists lists) : ISourceReading
    {
        private readonly SuccessorBoard _board = new(
            request, SuccessorBoard.Borrowers(request), lists, static known => known.Habit, "Belongs with");

        public void Nominate(int count, CandidatePool pool) => _board.Nominate(count / 2, pool);

        public float Score(int slot) => _board.Scores[slot];

        public void Fill(int slot, Span<float> features) => _board.Fill(slot, features);

        public string Reason(int slot) => _board.Reason(slot) ?? "Belongs with what you dealt with.";

        public void Dispose() => _board.Dispose();
    }
}
