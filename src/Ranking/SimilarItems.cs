using Tandem.Ranking.Partitions;
using Tandem.Retrieval;

namespace Tandem.Ranking;

/// <summary>
/// Items like one item: the mean of up to three likenesses, each scaled so that its best item has 1: cosine of the fused content
/// (popularity left out), cosine of the item vectors, and co-visitation within baskets.
/// </summary>
internal static class SimilarItems
{
    private const int Shortlist = 200;

    private static readonly (string Source, string Reason)[] Kinds =
    [
        ("content", "Like it by name and attributes."),
        ("towers", "Close to it by the item tower."),
        (CovisitationSource.SourceName, "Often bought together with it."),
    ];

    public static IReadOnlyList<RecommendedItem> Find(Catalogue catalogue, string itemId, int count, VectorQuestions? questions = null)
    {
        catalogue.TryGetSlot(itemId, out int slot);
        var scores = new Dictionary<int, float[]>();
        SlotBitmap available = catalogue.State.Available();
        int shortlist = Math.Max(Shortlist, count);
        float[]? content = catalogue.Fused(questions)?.VectorOf(slot);
        float[]? position = catalogue.Vectors(questions)?.VectorOf(slot);
        if (questions is { AreOpen: true })
        {
            return [];
        }

        if (content is not null && catalogue.Model.Parts.Features is { } features)
        {
            Note(scores, 0, ColdStart.Nearest(features.Schema, catalogue.Fused(questions)!, content, shortlist, 0, available.Words));
        }

        if (position is not null)
        {
            Note(scores, 1, catalogue.Vectors(questions)!.Search(position, shortlist, available.Words));
        }

        Note(scores, 2, Together(catalogue, slot, shortlist, available.Words));
        scores.Remove(slot);
        return
        [
            .. scores
                .Select(pair => (Slot: pair.Key, Parts: pair.Value, Score: pair.Value.Sum() / Kinds.Length))
                .OrderByDescending(static r => r.Score)
                .ThenBy(r => catalogue.IdOf(r.Slot), StringComparer.Ordinal)
                .Take(count)
                .Select(r =>
                {
                    int best = Array.IndexOf(r.Parts, r.Parts.Max());
                    return new RecommendedItem(catalogue.IdOf(r.Slot), r.Score, Kinds[best].Source, Kinds[best].Reason);
                }),
        ];

        void Note(Dictionary<int, float[]> all, int kind, IReadOnlyList<ScoredItem> hits)
        {
            float max = hits.Where(h => h.Slot != slot).Select(static h => h.Score).DefaultIfEmpty(0).Max();
            if (max <= 0)
            {
                return;
            }

            foreach (ScoredItem hit in hits.Where(h => h.Slot != slot && h.Score > 0))
            {
                if (!all.TryGetValue(hit.Slot, out float[]? parts))
                {
                    all.Add(hit.Slot, parts = new float[Kinds.Length]);
                }

                parts[kind] = hit.Score / max;
            }
        }
    }

    private static List<ScoredItem> Together(Catalogue catalogue, int slot, int count, ReadOnlySpan<ulong> available)
    {
        SuccessorLists lists = catalogue.Model.Parts.Together;
        float[] board = new float[catalogue.State.SlotCount];
        if (slot < lists.ItemCount)
        {
            Add(slot, 1);
        }

        if (catalogue.ColdAt(slot) is { } cold)
        {
            for (int i = 0; i < cold.Relatives.Length; i++)
            {
                Add(cold.Relatives[i], cold.Weights[i]);
            }
        }

        foreach (ColdItem borrower in catalogue.State.Cold)
        {
            board[borrower.Slot] += borrower.Inherit(board);
        }

        return [.. TopSlots.Of(board, count, available).Select(s => new ScoredItem(s, board[s]))];

        void Add(int item, float weight)
        {
            ReadOnlySpan<int> successors = lists.ItemsOf(item);
            ReadOnlySpan<float> weights = lists.WeightsOf(item);
            for (int i = 0; i < successors.Length; i++)
            {
                board[successors[i]] += weight * weights[i];
            }
        }
    }
}
