using Tandem.Features;
using Tandem.Ranking.Partitions;
using Tandem.Towers;

namespace Tandem.Ranking;

/// <summary>
/// The user tower's running state for one user. An event at the end of the sequence costs one step; the whole sequence is passed again
/// when the model is another, when an event took its place before the end, when the oldest one left the sequence, or when a state whose size follows its events is full. Either way the
/// vector is that of the whole pass. Not thread-safe.
/// </summary>
public sealed class UserTowerState
{
    private readonly EventFeatureState _features = new();
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);
    private ServingModel? _model;
    private float[] _hidden = [];
    private float[]? _vector;

    /// <summary>Events behind <see cref="_hidden"/>, and the first and the last of them.</summary>
    private int _passed;

    private HistoryEvent _first;
    private HistoryEvent _last;

    /// <summary>Steps that the last call took; 0 when the vector was there.</summary>
    public int Steps { get; private set; }

    /// <summary>The vector that the last call gave; null when it gave none. The array is not to be changed.</summary>
    public float[]? Latest { get; private set; }

    /// <summary>
    /// The user tower's vector of a history, [Embedding]; null when the history is empty or the model has no towers. Items that the
    /// catalogue does not know enter as zero vectors. The array is not to be changed.
    /// </summary>
    /// <param name="questions">Asked where the model is partitioned; null is returned while they are open.</param>
    public float[]? Vector(Catalogue catalogue, UserHistory history, VectorQuestions? questions = null) =>
        Latest = Advance(catalogue, history, questions);

    private float[]? Advance(Catalogue catalogue, UserHistory history, VectorQuestions? questions)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(history);
        Steps = 0;
        if (history.IsEmpty || catalogue.Model.UserTower is not { } tower || catalogue.Vectors(questions) is not { } vectors)
        {
            return null;
        }

        if (!Continues(catalogue.Model, history.Events) || tower.StateLength(history.Events.Count) > _hidden.Length)
        {
            Restart(catalogue.Model, tower, history.Events.Count);
        }

        if (_passed == history.Events.Count)
        {
            return _vector;
        }

        Span<float> item = stackalloc float[tower.Shape.Embedding];
        if (questions is not null)
        {
            for (int next = _passed; next < history.Events.Count; next++)
            {
                _ = catalogue.TryGetSlot(history.Events[next].ItemId, out int slot) && vectors.TryCopyVector(slot, item);
            }

            // The state moves on only with vectors that are known.
            if (questions.AreOpen)
            {
                return null;
            }
        }

        Span<float> features = stackalloc float[EventFeatures.Dimension];
        for (; _passed < history.Events.Count; _passed++, Steps++)
        {
            HistoryEvent next = history.Events[_passed];
            if (!catalogue.TryGetSlot(next.ItemId, out int slot) || !vectors.TryCopyVector(slot, item))
            {
                item.Clear();
            }

            _features.Push(new SequenceEvent(KeyOf(next.ItemId), next.Action, next.Widget, next.OccurredAt), features);
            tower.Advance(_hidden, item, features);
        }

        (_first, _last) = (history.Events[0], history.Events[^1]);
        _vector = new float[tower.Shape.Embedding];
        tower.Project(_hidden, _vector);
        return _vector;
    }

    private bool Continues(ServingModel model, IReadOnlyList<HistoryEvent> events) =>
        ReferenceEquals(model, _model) && _passed > 0 && _passed <= events.Count && events[0] == _first && events[_passed - 1] == _last;

    private void Restart(ServingModel model, UserTower tower, int events)
    {
        _model = model;
        _passed = 0;
        // Twice the room that is needed, so that a state that grows with its events starts over only now and then.
        _hidden = new float[tower.StateLength(2 * events)];
        _features.Reset();
        _keys.Clear();
    }

    private long KeyOf(string itemId)
    {
        if (!_keys.TryGetValue(itemId, out long key))
        {
            key = _keys.Count;
            _keys.Add(itemId, key);
        }

        return key;
    }
}
