using Tandem.Towers;

namespace Tandem.Training.Managed;

/// <summary>The weights of both towers but for the id residual, placed for the kernels.</summary>
internal sealed class TowerParameters
{
    private const int Gates = 3;

    public TowerParameters(TowerWeights initial)
    {
        TowerShape shape = initial.Shape;
        Placement fused = Placement.Plain(shape.Fused);
        Placement itemHidden = Placement.Plain(shape.ItemHidden);
        Placement embedding = Placement.Plain(shape.Embedding);
        Placement gruInput = Placement.Pair(shape.Embedding, shape.EventFeatures);
        Placement gruHidden = Placement.Plain(shape.GruHidden);
        Placement gates = Placement.Groups(Gates, shape.GruHidden);
        Placement one = Placement.Plain(1);
        ItemHiddenWeight = new(TowerWeights.ItemHiddenWeight, initial[TowerWeights.ItemHiddenWeight], itemHidden, fused);
        ItemHiddenBias = new(TowerWeights.ItemHiddenBias, initial[TowerWeights.ItemHiddenBias], one, itemHidden);
        ItemOutputWeight = new(TowerWeights.ItemOutputWeight, initial[TowerWeights.ItemOutputWeight], embedding, itemHidden);
        ItemOutputBias = new(TowerWeights.ItemOutputBias, initial[TowerWeights.ItemOutputBias], one, embedding);
        GruInputWeight = new(TowerWeights.GruInputWeight, initial[TowerWeights.GruInputWeight], gates, gruInput);
        GruHiddenWeight = new(TowerWeights.GruHiddenWeight, initial[TowerWeights.GruHiddenWeight], gates, gruHidden);
        GruInputBias = new(TowerWeights.GruInputBias, initial[TowerWeights.GruInputBias], one, gates);
        GruHiddenBias = new(TowerWeights.GruHiddenBias, initial[TowerWeights.GruHiddenBias], one, gates);
        UserOutputWeight = new(TowerWeights.UserOutputWeight, initial[TowerWeights.UserOutputWeight], embedding, gruHidden);
        UserOutputBias = new(TowerWeights.UserOutputBias, initial[TowerWeights.UserOutputBias], one, embedding);
        LogTemperature = new(TowerWeights.LogTemperature, initial[TowerWeights.LogTemperature], one, one)
        {
            Bounds = (MathF.Log(TemperatureRange.Lowest), MathF.Log(TemperatureRange.Highest)),
        };
        LogitBias = new(TowerWeights.LogitBias, initial[TowerWeights.LogitBias], one, one);
        All =
        [
            ItemHiddenWeight, ItemHiddenBias, ItemOutputWeight, ItemOutputBias, GruInputWeight, GruHiddenWeight, GruInputBias,
            GruHiddenBias, UserOutputWeight, UserOutputBias, LogTemperature, LogitBias,
        ];
    }

    public DenseParameter ItemHiddenWeight { get; }

    public DenseParameter ItemHiddenBias { get; }

    public DenseParameter ItemOutputWeight { get; }

    public DenseParameter ItemOutputBias { get; }

    public DenseParameter GruInputWeight { get; }

    public DenseParameter GruHiddenWeight { get; }

    public DenseParameter GruInputBias { get; }

    public DenseParameter GruHiddenBias { get; }

    public DenseParameter UserOutputWeight { get; }

    public DenseParameter UserOutputBias { get; }

    public DenseParameter LogTemperature { get; }

    public DenseParameter LogitBias { get; }

    public IReadOnlyList<DenseParameter> All { get; }

    public float Temperature => MathF.Exp(LogTemperature.Weight.Row(0)[0]);
}
