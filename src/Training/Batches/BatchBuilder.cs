using Tandem.Datasets;
using Tandem.Features;
using Tandem.Training.Negatives;
using Tandem.Training.Targets;

namespace Tandem.Training.Batches;

/// <summary>Turns windows into the arrays of a <see cref="TrainingBatch"/>. Deterministic in its random generator; not thread-safe.</summary>
internal sealed class BatchBuilder(
    Interactions interactions,
    TargetStrategy strategy,
    TargetFinder targets,
    UserFailures failures,
    NegativeSampler sampler,
    EventEncoder encode,
    int eventFeatures,
    double historyDropout)
{
    /// <summary>The batch of these windows; null when history dropout left no target in any of them.</summary>
    public TrainingBatch? Build(SequenceWindow[] windows, Random random)
    {
        int[][] kept = Array.ConvertAll(windows, window => Keep(window, random));
        int length = Math.Max(1, kept.Max(rows => rows.Length));
        var items = new int[windows.Length * length];
        Array.Fill(items, -1);
        var features = new float[items.Length * eventFeatures];
        var position = new List<int>();
        var positive = new List<int>();
        var weight = new List<float>();
        var negatives = new List<int>();
        for (int sequence = 0; sequence < windows.Length; sequence++)
        {
            SequenceWindow window = windows[sequence];
            WriteHistory(window, kept[sequence], items.AsSpan(sequence * length, length), features.AsSpan(sequence * length * eventFeatures, length * eventFeatures));
            int end = interactions.UserStart[window.User + 1];
            int state = -1;
            for (int row = window.Start; row < window.End; row++)
            {
                // The state of a dropped event is that of the last kept one before it.
                if (state + 1 < kept[sequence].Length && kept[sequence][state + 1] == row)
                {
                    state++;
                }

                if (state < 0 || row < window.TargetStart)
                {
                    continue;
                }

                foreach ((int item, float share) in targets.Find(row, end, random))
                {
                    position.Add((sequence * length) + state);
                    positive.Add(item);
                    weight.Add(share);
                    AddPairNegatives(window.User, item, negatives, random);
                }
            }
        }

        if (position.Count == 0)
        {
            return null;
        }

        (int[] shared, float[] logQ) = strategy.Loss == TargetLoss.SampledSoftmax ? sampler.DrawShared(strategy.NegativeCount, random) : ([], []);
        return new TrainingBatch
        {
            Sequences = windows.Length,
            Length = length,
            Items = items,
            EventFeatures = features,
            TargetPosition = [.. position],
            Positive = [.. positive],
            Weight = [.. weight],
            PairNegatives = [.. negatives],
            SharedNegatives = shared,
            SharedNegativesLogQ = logQ,
        };
    }

    private int[] Keep(SequenceWindow window, Random random)
    {
        var rows = new List<int>(window.Length);
        for (int row = window.Start; row < window.End; row++)
        {
            if (historyDropout == 0 || random.NextDouble() >= historyDropout)
            {
                rows.Add(row);
            }
        }

        return rows.Count > 0 ? [.. rows] : [window.Start];
    }

    /// <summary>Features are computed over what is kept: a shorter history must look like a history, not like one with holes.</summary>
    private void WriteHistory(SequenceWindow window, int[] rows, Span<int> items, Span<float> features)
    {
        var sequence = new SequenceEvent[rows.Length];
        for (int index = 0; index < rows.Length; index++)
        {
            int row = rows[index];
            byte widget = interactions.Widget[row];
            items[index] = interactions.Item[row];
            sequence[index] = new SequenceEvent(
                interactions.Item[row], interactions.Action[row], widget == 0 ? null : interactions.WidgetNames[widget], interactions.OccurredAt[row]);
        }

        encode(sequence, features[..(rows.Length * eventFeatures)]);
    }

    private void AddPairNegatives(int user, int positive, List<int> negatives, Random random)
    {
        if (strategy.Loss != TargetLoss.PairwiseLogistic)
        {
            return;
        }

        ReadOnlySpan<int> failed = failures.Of(user);
        for (int count = 0; count < strategy.NegativeCount; count++)
        {
            if (strategy.Negatives == NegativeSource.UserFailures)
            {
                negatives.Add(failed[random.Next(failed.Length)]);
                continue;
            }

            int negative = sampler.Draw(random);
            for (int attempt = 0; negative == positive && attempt < 10; attempt++)
            {
                negative = sampler.Draw(random);
            }

            negatives.Add(negative);
        }
    }
}
