using System.Globalization;

namespace Tandem.Ranking;

/// <summary>The co-visitation of one user's history: a board of scores over all slots for each kind of list.</summary>
internal sealed class CovisitationReading : ISourceReading
{
    private readonly SuccessorBoard[] _boards;

    public CovisitationReading(RankingRequest request)
    {
        ColdItem?[] borrowers = SuccessorBoard.Borrowers(request);
        ModelParts parts = request.Model.Parts;
        var live = new LiveSuccessions(request.Catalogue, request.AsOf);
        _boards =
        [
            Board(parts.Next, Habit, "Often bought after", live),
            Board(parts.Next, Recent, "Often bought after", live),
            Board(parts.Together, Habit, "Often bought together with"),
            Board(parts.SamePeople, Habit, "Bought by people who also bought"),
            Board(parts.Further, Recent, "Often bought after what is bought after"),
        ];

        SuccessorBoard Board(SuccessorLists lists, Func<HistoryItem, float> weight, string says, LiveSuccessions? pairs = null) =>
            new(request, borrowers, lists, weight, says, pairs);

        static float Habit(HistoryItem known) => known.Habit;

        static float Recent(HistoryItem known) => known.Recent;
    }

    public void Nominate(int count, CandidatePool pool)
    {
        foreach (SuccessorBoard board in _boards)
        {
            board.Nominate(count / 2, pool);
        }
    }

    // Together, next and recent; who bought whatever, whenever, and what follows at one remove add nothing to them when nothing else is known.
    public float Score(int slot) => _boards[0].Scores[slot] + _boards[1].Scores[slot] + _boards[2].Scores[slot]
        + (1e-3f * (_boards[3].Scores[slot] + _boards[4].Scores[slot]));

    public void Fill(int slot, Span<float> features)
    {
        for (int i = 0; i < _boards.Length; i++)
        {
            _boards[i].Fill(slot, features[(2 * i)..]);
        }
    }

    public string Reason(int slot) => _boards.MaxBy(board => board.Scores[slot])!.Reason(slot) ?? "Goes with what you dealt with.";

    public void Dispose()
    {
        foreach (SuccessorBoard board in _boards)
        {
            board.Dispose();
        }
    }

    internal static string What(ItemRecord record)
    {
        (string did, long at) = record switch
        {
            { OrderLines: > 0 } => ("which you bought on", record.LastOrderAt),
            { InCart: true } => ("which is in your cart since", record.CartAt),
            { IsFavorite: true } => ("a favourite of yours since", record.FavoriteAt),
            _ => ("which you looked at on", record.LastTouchedAt),
        };
        return $"{did} {DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
    }
}
