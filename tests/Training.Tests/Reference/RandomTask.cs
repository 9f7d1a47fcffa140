using Tandem.Towers;

namespace Tandem.Training.Tests.Reference;

/// <summary>A model and batches of a chosen size: ragged sequences, several targets of a state, positives among the negatives, repeats.</summary>
internal sealed class RandomTask(TowerShape shape, int items, int seed)
{
    private readonly Random _random = new(seed);

    public float[] Fused { get; } = TinyTask.Values(items * shape.Fused, seed);

    public int Items => items;

    public EngineOptions Options(TargetLoss loss) => new()
    {
        Shape = shape,
        Loss = loss,
        Seed = seed,
        InitialTemperature = 0.1f,
        InitialLogitBias = -1f,
        BprMaxPenalty = NaiveTowers.Penalty,
        GbceCalibration = NaiveTowers.Calibration,
    };

    /// <summary>The start of a run, but with id residuals as large as trained ones.</summary>
    public TowerWeights Weights(TargetLoss loss)
    {
        TowerWeights initial = TowerInitialization.Create(Options(loss), items);
        Dictionary<string, float[]> tensors = TowerWeights.Layout(shape, items).ToDictionary(entry => entry.Name, entry => initial.Array(entry.Name));
        tensors[TowerWeights.ItemId] = [.. TinyTask.Values(items * shape.Embedding, seed + 1).Select(value => value * 0.2f)];
        return TowerWeights.FromTensors(shape, items, tensors);
    }

    public TrainingBatch Batch(TargetLoss loss, int sequences, int length, int negatives)
    {
        var codes = new int[sequences * length];
        Array.Fill(codes, -1);
        var features = new float[codes.Length * shape.EventFeatures];
        var position = new List<int>();
        for (int sequence = 0; sequence < sequences; sequence++)
        {
            int events = 1 + _random.Next(length);
            for (int index = sequence * length; index < (sequence * length) + events; index++)
            {
                codes[index] = _random.Next(items);
                for (int feature = 0; feature < shape.EventFeatures; feature++)
                {
                    features[(index * shape.EventFeatures) + feature] = _random.NextSingle() - 0.5f;
                }

                position.AddRange(Enumerable.Repeat(index, _random.Next(3)));
            }
        }

        position.Add(0);
        int[] positive = [.. position.Select(_ => _random.Next(items))];
        int[] shared = [.. Enumerable.Range(0, items).OrderBy(_ => _random.Next()).Take(negatives)];
        bool pairs = loss == TargetLoss.PairwiseLogistic;
        return new TrainingBatch
        {
            Sequences = sequences,
            Length = length,
            Items = codes,
            EventFeatures = features,
            TargetPosition = [.. position],
            Positive = positive,
            Weight = [.. position.Select(_ => 0.1f + _random.NextSingle())],
            PairNegatives = pairs ? [.. Enumerable.Range(0, positive.Length * 3).Select(_ => _random.Next(items))] : [],
            SharedNegatives = pairs ? [] : shared,
            SharedNegativesLogQ = pairs ? [] : [.. shared.Select(_ => -3f * _random.NextSingle())],
        };
    }
}
