using Tandem.Towers;

namespace Tandem.Training.Managed;

/// <summary>The GRU's weights, its gates in padded groups.</summary>
internal sealed class GruParameters
{
    private const int Gates = 3;

    public GruParameters(TowerWeights initial)
    {
        TowerShape shape = initial.Shape;
        Placement gates = Placement.Groups(Gates, shape.GruHidden);
        Placement one = Placement.Plain(1);
        InputWeight = new(TowerWeights.GruInputWeight, initial[TowerWeights.GruInputWeight], gates, Placement.Pair(shape.Embedding, shape.EventFeatures));
        HiddenWeight = new(TowerWeights.GruHiddenWeight, initial[TowerWeights.GruHiddenWeight], gates, Placement.Plain(shape.GruHidden));
        InputBias = new(TowerWeights.GruInputBias, initial[TowerWeights.GruInputBias], one, gates);
        HiddenBias = new(TowerWeights.GruHiddenBias, initial[TowerWeights.GruHiddenBias], one, gates);
    }

    public DenseParameter InputWeight { get; }

    public DenseParameter HiddenWeight { get; }

    public DenseParameter InputBias { get; }

    public DenseParameter HiddenBias { get; }

    public IReadOnlyList<DenseParameter> All => [InputWeight, HiddenWeight, InputBias, HiddenBias];
}
