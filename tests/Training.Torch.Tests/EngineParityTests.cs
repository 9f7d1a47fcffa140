using Tandem.Towers;
using Tandem.Training.Managed;
using Tandem.Training.Tests.Reference;

namespace Tandem.Training.Torch.Tests;

/// <summary>Two engines, one truth: from the same weights and batch the same loss and gradients, and after steps the same weights.</summary>
public sealed class EngineParityTests
{
    private static readonly TowerShape Shape = new() { Fused = 37, ItemHidden = 50, Embedding = 20, EventFeatures = 7, GruHidden = 33, AttentionHidden = 64, AttentionSpan = 9 };

    public static TheoryData<TargetLoss, UserTowerKind> LossesAndTowers
    {
        get
        {
            var data = new TheoryData<TargetLoss, UserTowerKind>();
            foreach (TargetLoss loss in Enum.GetValues<TargetLoss>())
            {
                data.Add(loss, UserTowerKind.Gru);
            }

            data.Add(TargetLoss.SampledSoftmax, UserTowerKind.Attention);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(LossesAndTowers))]
    public void Gradients_RandomTask_AreEqual(TargetLoss loss, UserTowerKind tower)
    {
        var task = new RandomTask(Shape with { UserTower = tower }, items: 300, seed: 5);
        TowerWeights weights = task.Weights(loss);
        TrainingBatch batch = task.Batch(loss, sequences: 21, length: 17, negatives: 130);
        using ITowerEngine torch = Torch(task, task.Options(loss), weights);
        using ITowerEngine managed = Managed(task, task.Options(loss), weights);

        (float expectedLoss, IReadOnlyDictionary<string, float[]> expected) = torch.Gradients(batch);
        (float loss2, IReadOnlyDictionary<string, float[]> found) = managed.Gradients(batch);

        Assert.Equal(1, loss2 / expectedLoss, 1e-4);
        foreach ((string name, float[] values) in expected)
        {
            AssertClose(name, values, found[name], 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(LossesAndTowers))]
    public void Step_TenTimesWithoutDropout_GivesTheSameWeights(TargetLoss loss, UserTowerKind tower)
    {
        var task = new RandomTask(Shape with { UserTower = tower }, items: 120, seed: 6);
        EngineOptions options = task.Options(loss) with { Dropout = 0, IdDropout = 0, GradientClip = 0.5f };
        TowerWeights weights = task.Weights(loss);
        using ITowerEngine torch = Torch(task, options, weights);
        using ITowerEngine managed = Managed(task, options, weights);
        for (int step = 0; step < 10; step++)
        {
            // Few enough items in a batch that rows of the id residual are left alone and caught up.
            TrainingBatch batch = task.Batch(loss, sequences: 5, length: 4, negatives: 30);
            torch.Step(batch, 0.002f);
            managed.Step(batch, 0.002f);
        }

        TowerWeights expected = torch.Export();
        TowerWeights found = managed.Export();
        foreach ((string name, _) in TowerWeights.Layout(expected.Shape, task.Items))
        {
            AssertClose(name, expected.Array(name), found.Array(name), 1e-3);
        }
    }

    private static ITowerEngine Torch(RandomTask task, EngineOptions options, TowerWeights weights) =>
        new TorchTowerEngineFactory(threads: 1).Create(options, task.Fused, task.Items, weights);

    private static ITowerEngine Managed(RandomTask task, EngineOptions options, TowerWeights weights) =>
        new ManagedTowerEngineFactory(threads: 2).Create(options, task.Fused, task.Items, weights);

    private static void AssertClose(string name, float[] expected, float[] found, double tolerance)
    {
        double difference = Math.Sqrt(expected.Zip(found, (left, right) => Math.Pow(left - right, 2)).Sum());
        double norm = Math.Sqrt(expected.Sum(value => Math.Pow(value, 2)));
        Assert.True(difference <= tolerance * norm, $"{name}: relative difference {difference / norm}.");
    }
}
