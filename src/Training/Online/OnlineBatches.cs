using Tandem.Features;
using Tandem.Training.Batches;
using Tandem.Training.Negatives;

namespace Tandem.Training.Online;

/// <summary>Turns examples into the arrays of a step: each sequence predicts the items of the order after it, from its last state.</summary>
internal sealed class OnlineBatches(OnlineModel model, OnlineTrainerOptions options)
{
    private readonly SharedNegatives _negatives = new(model.Strategy, model.EventCounts, model.EventCounts);

    /// <summary>The batch of fresh examples and of replayed ones; a function of them and of the step's number.</summary>
    public TrainingBatch Build(IReadOnlyList<OnlineExample> fresh, OnlineRing replay, long step)
    {
        Random random = SeedMixer.Generator(options.Seed, step);
        List<OnlineExample> examples = [.. fresh];
        for (int draw = fresh.Count; draw < options.BatchSize && replay.Count > 0; draw++)
        {
            examples.Add(replay[random.Next(replay.Count)]);
        }

        var draft = new BatchDraft(examples.Count, examples.Max(static example => example.Sequence.Length), model.Towers.Shape.EventFeatures);
        for (int sequence = 0; sequence < examples.Count; sequence++)
        {
            Write(draft, sequence, examples[sequence]);
        }

        int[] positive = [.. draft.Positive];
        (int[] shared, float[] logQ) = _negatives.Draw(positive, random);
        return new TrainingBatch
        {
            Sequences = draft.Sequences,
            Length = draft.Length,
            Items = draft.Items,
            EventFeatures = draft.EventFeatures,
            TargetPosition = [.. draft.Position],
            Positive = positive,
            Weight = [.. draft.Weight],
            SharedNegatives = shared,
            SharedNegativesLogQ = logQ,
        };
    }

    private void Write(BatchDraft draft, int sequence, OnlineExample example)
    {
        int start = sequence * draft.Length;
        for (int index = 0; index < example.Sequence.Length; index++)
        {
            draft.Items[start + index] = (int)example.Sequence[index].ItemKey;
        }

        EventFeatures.Encode(example.Sequence, draft.EventFeatures.AsSpan(start * draft.Features, example.Sequence.Length * draft.Features));

        // One order is one observation, however many items it has.
        int count = Math.Min(example.Positives.Length, model.Strategy.MaxTargetsPerState);
        for (int positive = 0; positive < count; positive++)
        {
            draft.AddTarget(sequence, start + example.Sequence.Length - 1, example.Positives[positive], 1f / count);
        }
    }
}
