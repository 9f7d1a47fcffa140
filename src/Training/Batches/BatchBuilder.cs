using Tandem.Datasets;
using Tandem.Features;
using Tandem.Towers;
using Tandem.Training.Negatives;
using Tandem.Training.Targets;

namespace Tandem.Training.Batches;

/// <summary>
/// Turns windows into the arrays of a <see cref="TrainingBatch"/>. Deterministic in its random generator. Without hard negatives
/// safe on several threads, each with its own generator.
/// </summary>
internal sealed class BatchBuilder
{
    private readonly Interactions _interactions;
    private readonly TargetStrategy _strategy;
    private readonly TargetFinder _targets;
    private readonly float[] _fused;
    private readonly EventEncoder _encode;
    private readonly int _eventFeatures;
    private readonly double _historyDropout;
    private readonly PairNegatives? _pairs;
    private readonly SharedNegatives? _shared;
    private HardNegatives? _hard;

    /// <param name="fused">[items, Fused] row-major; read for hard negatives only.</param>
    public BatchBuilder(
        Interactions interactions,
        TargetStrategy strategy,
        TargetFinder targets,
        UserNegatives own,
        float[] fused,
        EventEncoder encode,
        int eventFeatures,
        double historyDropout)
    {
        _interactions = interactions;
        _strategy = strategy;
        _targets = targets;
        _fused = fused;
        _encode = encode;
        _eventFeatures = eventFeatures;
        _historyDropout = historyDropout;
        if (strategy.IsPairwise)
        {
            _pairs = new PairNegatives(interactions, strategy, own);
        }
        else
        {
            _shared = new SharedNegatives(interactions, strategy, targets.CountItems());
        }
    }

    /// <summary>
    /// Batches depend on the weights given to <see cref="Freeze"/>, so a run can be entered again only where it gives them anew.
    /// </summary>
    public bool DependsOnWeights => _strategy.HasHardNegatives;

    /// <summary>Takes hard negatives from these towers from now on.</summary>
    public void Freeze(TowerWeights weights) => _hard = new HardNegatives(weights, _fused);

    /// <summary>The batch of these windows; null when history dropout left no target in any of them.</summary>
    public TrainingBatch? Build(SequenceWindow[] windows, Random random)
    {
        int[][] kept = Array.ConvertAll(windows, window => Keep(window, random));
        var draft = new BatchDraft(windows.Length, Math.Max(1, kept.Max(rows => rows.Length)), _eventFeatures);
        for (int sequence = 0; sequence < windows.Length; sequence++)
        {
            WriteHistory(draft, sequence, kept[sequence]);
            AddTargets(draft, sequence, windows[sequence], kept[sequence], random);
        }

        if (draft.Targets == 0)
        {
            return null;
        }

        int[] positive = [.. draft.Positive];
        (int[] shared, float[] logQ) = _shared?.Draw(positive, random) ?? ([], []);
        return new TrainingBatch
        {
            Sequences = draft.Sequences,
            Length = draft.Length,
            Items = draft.Items,
            EventFeatures = draft.EventFeatures,
            TargetPosition = [.. draft.Position],
            Positive = positive,
            Weight = [.. draft.Weight],
            PairNegatives = _pairs?.Draw(draft, _hard?.Find(draft), random) ?? [],
            SharedNegatives = shared,
            SharedNegativesLogQ = logQ,
        };
    }

    private int[] Keep(SequenceWindow window, Random random)
    {
        var rows = new List<int>(window.Length);
        for (int row = window.Start; row < window.End; row++)
        {
            if (_historyDropout == 0 || random.NextDouble() >= _historyDropout)
            {
                rows.Add(row);
            }
        }

        return rows.Count > 0 ? [.. rows] : [window.Start];
    }

    /// <summary>Features are computed over what is kept: a shorter history must look like a history, not like one with holes.</summary>
    private void WriteHistory(BatchDraft draft, int sequence, int[] rows)
    {
        int start = sequence * draft.Length;
        var events = new SequenceEvent[rows.Length];
        for (int index = 0; index < rows.Length; index++)
        {
            int row = rows[index];
            byte widget = _interactions.Widget[row];
            draft.Items[start + index] = _interactions.Item[row];
            events[index] = new SequenceEvent(
                _interactions.Item[row], _interactions.Action[row], widget == 0 ? null : _interactions.WidgetNames[widget], _interactions.OccurredAt[row]);
        }

        _encode(events, draft.EventFeatures.AsSpan(start * _eventFeatures, rows.Length * _eventFeatures));
    }

    private void AddTargets(BatchDraft draft, int sequence, SequenceWindow window, int[] rows, Random random)
    {
        int state = -1;
        for (int row = window.Start; row < window.End; row++)
        {
            // The state of a dropped event is that of the last kept one before it.
            if (state + 1 < rows.Length && rows[state + 1] == row)
            {
                state++;
            }

            if (state < 0 || row < window.TargetStart)
            {
                continue;
            }

            foreach ((int item, float weight) in _targets.Find(window.User, row, random))
            {
                draft.AddTarget(window.User, (sequence * draft.Length) + state, item, weight);
            }
        }
    }
}
