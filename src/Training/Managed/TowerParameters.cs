using Tandem.Towers;

namespace Tandem.Training.Managed;

/// <summary>The weights of both towers but for the id residual, placed for the kernels.</summary>
internal sealed class TowerParameters
{
    public TowerParameters(TowerWeights initial)
    {
        TowerShape shape = initial.Shape;
        Placement fused = Placement.Plain(shape.Fused);
        Placement itemHidden = Placement.Plain(shape.ItemHidden);
        Placement embedding = Placement.Plain(shape.Embedding);
        Placement one = Placement.Plain(1);
        ItemHiddenWeight = new(TowerWeights.ItemHiddenWeight, initial[TowerWeights.ItemHiddenWeight], itemHidden, fused);
        ItemHiddenBias = new(TowerWeights.ItemHiddenBias, initial[TowerWeights.ItemHiddenBias], one, itemHidden);
        ItemOutputWeight = new(TowerWeights.ItemOutputWeight, initial[TowerWeights.ItemOutputWeight], embedding, itemHidden);
        ItemOutputBias = new(TowerWeights.ItemOutputBias, initial[TowerWeights.ItemOutputBias], one, embedding);
        if (shape.UserTower == UserTowerKind.Attention)
        {
            Attention = new AttentionParameters(initial);
        }
        else
        {
            Gru = new GruParameters(initial);
        }

        UserOutputWeight = new(TowerWeights.UserOutputWeight, initial[TowerWeights.UserOutputWeight], embedding, Placement.Plain(shape.UserHidden));
        UserOutputBias = new(TowerWeights.UserOutputBias, initial[TowerWeights.UserOutputBias], one, embedding);
        LogTemperature = new(TowerWeights.LogTemperature, initial[TowerWeights.LogTemperature], one, one)
        {
            Bounds = (MathF.Log(TemperatureRange.Lowest), MathF.Log(TemperatureRange.Highest)),
        };
        LogitBias = new(TowerWeights.LogitBias, initial[TowerWeights.LogitBias], one, one);
        All =
        [
            ItemHiddenWeight, ItemHiddenBias, ItemOutputWeight, ItemOutputBias, .. Attention?.All ?? Gru!.All, UserOutputWeight, UserOutputBias,
            LogTemperature, LogitBias,
        ];
    }

    public DenseParameter ItemHiddenWeight { get; }

    public DenseParameter ItemHiddenBias { get; }

    public DenseParameter ItemOutputWeight { get; }

    public DenseParameter ItemOutputBias { get; }

    /// <summary>Null where the user tower is another.</summary>
    public GruParameters? Gru { get; }

    /// <summary>Null where the user tower is another.</summary>
    public AttentionParameters? Attention { get; }

    public DenseParameter UserOutputWeight { get; }

    public DenseParameter UserOutputBias { get; }

    public DenseParameter LogTemperature { get; }

    public DenseParameter LogitBias { get; }

    public IReadOnlyList<DenseParameter> All { get; }

    public float Temperature => MathF.Exp(LogTemperature.Weight.Row(0)[0]);
}
