using Tandem.Towers;

namespace Tandem.Training.Tests.Reference;

/// <summary>A model and a batch small enough for finite differences, with every special case: padding, several targets of one state, positives among the negatives.</summary>
internal static class TinyTask
{
    public const int Items = 9;

    public static TowerShape Shape { get; } = new() { Fused = 5, ItemHidden = 4, Embedding = 3, EventFeatures = 2, GruHidden = 4 };

    public static EngineOptions Options(TargetLoss loss) => new()
    {
        Shape = Shape,
        Loss = loss,
        InitialTemperature = 0.5f,
        InitialLogitBias = -1f,
        BprMaxPenalty = NaiveTowers.Penalty,
        GbceCalibration = NaiveTowers.Calibration,
        Seed = 3,
    };

    public static float[] Fused { get; } = Values(Items * Shape.Fused, 1);

    /// <summary>Weights large enough that every gradient is visible.</summary>
    public static TowerWeights Weights(TargetLoss loss)
    {
        TowerWeights initial = TowerInitialization.Create(Options(loss), Items);
        Dictionary<string, float[]> tensors = TowerWeights.Layout(Shape, Items).ToDictionary(entry => entry.Name, entry => initial.Array(entry.Name));
        tensors[TowerWeights.ItemId] = Values(Items * Shape.Embedding, 2);
        return TowerWeights.FromTensors(Shape, Items, tensors);
    }

    public static TrainingBatch Batch(TargetLoss loss)
    {
        int[] items = [0, 1, 2, 3, 4, 1, -1, -1];
        float[] features = Values(items.Length * Shape.EventFeatures, 4);
        for (int index = 0; index < features.Length; index++)
        {
            if (items[index / Shape.EventFeatures] < 0)
            {
                features[index] = 0;
            }
        }

        var batch = new TrainingBatch
        {
            Sequences = 2,
            Length = 4,
            Items = items,
            EventFeatures = features,
            TargetPosition = [1, 3, 3, 3, 5],
            Positive = [2, 5, 6, 8, 7],
            Weight = [1f, 0.5f, 0.25f, 0.25f, 2f],
        };
        return loss == TargetLoss.PairwiseLogistic
            ? batch with { PairNegatives = [0, 8, 1, 7, 2, 3, 4, 4, 6, 5] }
            : batch with { SharedNegatives = [5, 0, 6, 3, 7, 1], SharedNegativesLogQ = [-0.1f, -0.5f, -1.5f, -2f, -0.7f, -0.2f] };
    }

    public static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
