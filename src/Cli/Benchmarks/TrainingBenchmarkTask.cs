using Tandem.Towers;
using Tandem.Training;

namespace Tandem.Cli.Benchmarks;

/// <summary>
/// A model of the default shape and batches for it. What is measured does not depend on what the numbers mean, so they are random;
/// the sizes are those of a mid-sized shop.
/// </summary>
internal sealed class TrainingBenchmarkTask
{
    public const int Items = 20_000;
    public const int Sequences = 256;
    public const int Length = 50;
    public const int Negatives = 1_000;

    private const int BatchesOfASet = 4;

    /// <summary>No dropout: the engines then have the same losses, which shows that they do the same work.</summary>
    public TrainingBenchmarkTask(int seed)
    {
        Options = new EngineOptions { Loss = TargetLoss.SampledSoftmax, Dropout = 0, IdDropout = 0, Seed = seed };
        var random = new Random(seed);
        Fused = [.. Enumerable.Range(0, Items * Options.Shape.Fused).Select(_ => (random.NextSingle() * 2) - 1)];
        Initial = TowerInitialization.Create(Options, Items);
        Full = [.. Enumerable.Range(0, BatchesOfASet).Select(_ => Batch(random, ragged: false))];
        Ragged = [.. Enumerable.Range(0, BatchesOfASet).Select(_ => Batch(random, ragged: true))];
    }

    public EngineOptions Options { get; }

    /// <summary>[Items, Fused]</summary>
    public float[] Fused { get; }

    public TowerWeights Initial { get; }

    /// <summary>Every sequence has <see cref="Length"/> events.</summary>
    public TrainingBatch[] Full { get; }

    /// <summary>Most sequences are short, as in shops: 2 + 48·u² events with u uniform, 18 on average, in the same padding.</summary>
    public TrainingBatch[] Ragged { get; }

    private TrainingBatch Batch(Random random, bool ragged)
    {
        int features = Options.Shape.EventFeatures;
        var items = new int[Sequences * Length];
        Array.Fill(items, -1);
        var eventFeatures = new float[items.Length * features];
        var last = new int[Sequences];
        for (int sequence = 0; sequence < Sequences; sequence++)
        {
            double u = random.NextDouble();
            int events = ragged ? 2 + (int)((Length - 2) * u * u) : Length;
            last[sequence] = (sequence * Length) + events - 1;
            for (int position = sequence * Length; position <= last[sequence]; position++)
            {
                items[position] = random.Next(Items);
                for (int feature = 0; feature < features; feature++)
                {
                    eventFeatures[(position * features) + feature] = random.NextSingle() - 0.5f;
                }
            }
        }

        int[] negatives = [.. Enumerable.Range(0, Negatives).Select(_ => random.Next(Items)).Distinct()];
        return new TrainingBatch
        {
            Sequences = Sequences,
            Length = Length,
            Items = items,
            EventFeatures = eventFeatures,
            TargetPosition = last,
            Positive = [.. last.Select(_ => random.Next(Items))],
            Weight = [.. last.Select(_ => 1f)],
            SharedNegatives = negatives,
            SharedNegativesLogQ = [.. negatives.Select(_ => MathF.Log((float)Negatives / Items))],
        };
    }
}
