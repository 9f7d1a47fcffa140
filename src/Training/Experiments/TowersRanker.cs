using Tandem.Datasets;
using Tandem.Features;
using Tandem.Ranking;
using Tandem.Retrieval;
using Tandem.Towers;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Experiments;

/// <summary>
/// Ranks by the towers alone: cosine of the user's vector, from the events that a node would hold, and each item's. Users without events
/// get nothing.
/// </summary>
internal sealed class TowersRanker : IRanker
{
    private readonly Interactions _events;
    private readonly UserTower _users;
    private readonly float[] _vectors;
    private readonly ExactIndex _index;

    /// <param name="fused">[items, Fused] row-major.</param>
    public TowersRanker(string name, TowerWeights weights, float[] fused, Interactions events)
    {
        Names = [name];
        _events = events;
        _users = new UserTower(weights);
        _vectors = new ItemTower(weights).EmbedAll(fused, events.ItemCount);
        _index = ExactIndex.Build(_vectors, weights.Shape.Embedding);
    }

    public IReadOnlyList<string> Names { get; }

    public int[][] Rank(TestUser user, int count, IReadOnlySet<int> without)
    {
        if (user.IsCold)
        {
            return [[]];
        }

        return [[.. _index.Search(Vector(user), count + without.Count).Select(static hit => hit.Slot).Where(item => !without.Contains(item)).Take(count)]];
    }

    private float[] Vector(TestUser user)
    {
        int first = Math.Max(user.FirstRow, user.EndRow - UserHistoryOptions.DefaultMaxEvents);
        var sequence = new SequenceEvent[user.EndRow - first];
        for (int index = 0; index < sequence.Length; index++)
        {
            int row = first + index;
            byte widget = _events.Widget[row];
            sequence[index] = new SequenceEvent(_events.Item[row], _events.Action[row], widget == 0 ? null : _events.WidgetNames[widget], _events.OccurredAt[row]);
        }

        float[] features = new float[sequence.Length * EventFeatures.Dimension];
        EventFeatures.Encode(sequence, features);
        int embedding = _users.Shape.Embedding;
        float[] state = new float[_users.StateLength(sequence.Length)];
        for (int index = 0; index < sequence.Length; index++)
        {
            _users.Advance(
                state,
                _vectors.AsSpan(_events.Item[first + index] * embedding, embedding),
                features.AsSpan(index * EventFeatures.Dimension, EventFeatures.Dimension));
        }

        float[] vector = new float[embedding];
        _users.Project(state, vector);
        return vector;
    }
}
