using Tandem.Towers;
using Tandem.Training.Tests.Reference;

namespace Tandem.Training.Torch.Tests;

/// <summary>What is trained here is what the plain C# towers serve.</summary>
public sealed class ManagedForwardTests
{
    [Fact(SkipExceptions = [typeof(NotImplementedException)])]
    public void Export_ThroughTheManagedTowers_GivesTheEnginesLoss()
    {
        TrainingBatch batch = TinyTask.Batch(TargetLoss.PairwiseLogistic);
        EngineOptions options = TinyTask.Options(TargetLoss.PairwiseLogistic) with { WeightAverageDecay = 0 };
        using ITowerEngine engine = new TorchTowerEngineFactory(threads: 1).Create(options, TinyTask.Fused, TinyTask.Items);
        for (int step = 0; step < 5; step++)
        {
            engine.Step(batch, 0.01f);
        }

        Assert.Equal(engine.Gradients(batch).Loss, ManagedLoss(engine.Export(), batch), 1e-4);
    }

    private static double ManagedLoss(TowerWeights weights, TrainingBatch batch)
    {
        TowerShape shape = weights.Shape;
        float[] items = new ItemTower(weights).EmbedAll(TinyTask.Fused, TinyTask.Items);
        var users = new UserTower(weights);
        int negatives = batch.PairNegatives.Length / batch.Positive.Length;
        double sum = 0;
        for (int target = 0; target < batch.Positive.Length; target++)
        {
            var state = new float[shape.GruHidden];
            int first = batch.TargetPosition[target] / batch.Length * batch.Length;
            for (int position = first; position <= batch.TargetPosition[target]; position++)
            {
                users.Advance(state, Row(batch.Items[position]), batch.EventFeatures.AsSpan(position * shape.EventFeatures, shape.EventFeatures));
            }

            var user = new float[shape.Embedding];
            users.Project(state, user);
            double loss = 0;
            for (int index = target * negatives; index < (target + 1) * negatives; index++)
            {
                double difference = (Dot(user, Row(batch.Positive[target])) - Dot(user, Row(batch.PairNegatives[index]))) / weights.Temperature;
                loss += Math.Log(1 + Math.Exp(-difference)) / negatives;
            }

            sum += batch.Weight[target] * loss;
        }

        return sum / batch.Weight.Sum();

        ReadOnlySpan<float> Row(int item) => items.AsSpan(item * shape.Embedding, shape.Embedding);
    }

    private static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int index = 0; index < left.Length; index++)
        {
            sum += left[index] * right[index];
        }

        return sum;
    }
}
