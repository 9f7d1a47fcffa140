using Tandem.Retrieval;
using Tandem.Towers;
using Tandem.Training.Batches;

namespace Tandem.Training.Negatives;

/// <summary>
/// The items nearest to each state by towers that stand still (Xiong et al. 2021, Approximate nearest neighbor negative contrastive
/// learning). Immutable and thread-safe.
/// </summary>
internal sealed class HardNegatives
{
    /// <summary>Nearest items that are drawn from.</summary>
    private const int Depth = 100;

    private readonly UserTower _users;
    private readonly float[] _vectors;
    private readonly ExactIndex _index;

    /// <param name="fused">[items, Fused] row-major.</param>
    public HardNegatives(TowerWeights weights, float[] fused)
    {
        _users = new UserTower(weights);
        _vectors = new ItemTower(weights).EmbedAll(fused, fused.Length / weights.Shape.Fused);
        _index = ExactIndex.Build(_vectors, weights.Shape.Embedding);
    }

    /// <summary>For each state of the draft with targets, by its flattened index, the nearest items that are no positives of it.</summary>
    public Dictionary<int, int[]> Find(BatchDraft draft)
    {
        var found = new Dictionary<int, int[]>();
        int embedding = _users.Shape.Embedding;
        float[] state = new float[_users.StateLength(draft.Length)];
        float[] user = new float[embedding];
        for (int sequence = 0; sequence < draft.Sequences; sequence++)
        {
            Array.Clear(state);
            int end = (sequence + 1) * draft.Length;
            for (int position = sequence * draft.Length; position < end && draft.Items[position] >= 0; position++)
            {
                _users.Advance(
                    state,
                    _vectors.AsSpan(draft.Items[position] * embedding, embedding),
                    draft.EventFeatures.AsSpan(position * draft.Features, draft.Features));
                if (draft.PositivesOf.TryGetValue(position, out HashSet<int>? positives))
                {
                    _users.Project(state, user);
                    found[position] =
                    [
                        .. _index.Search(user, Depth + positives.Count)
                            .Select(static hit => hit.Slot)
                            .Where(item => !positives.Contains(item))
                            .Take(Depth),
                    ];
                }
            }
        }

        return found;
    }
}
