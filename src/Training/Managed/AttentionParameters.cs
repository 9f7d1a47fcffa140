using Tandem.Towers;

namespace Tandem.Training.Managed;

/// <summary>The weights of self-attention.</summary>
internal sealed class AttentionParameters
{
    public AttentionParameters(TowerWeights initial)
    {
        TowerShape shape = initial.Shape;
        Placement hidden = Placement.Plain(shape.AttentionHidden);
        Placement projected = Placement.Plain(3 * shape.AttentionHidden);
        Placement inner = Placement.Plain(shape.AttentionInner);
        Placement one = Placement.Plain(1);
        EmbedWeight = Dense(TowerWeights.AttentionEmbedWeight, hidden, Placement.Pair(shape.Embedding, shape.EventFeatures));
        EmbedBias = Dense(TowerWeights.AttentionEmbedBias, one, hidden);
        InputWeight = Dense(TowerWeights.AttentionInputWeight, projected, hidden);
        InputBias = Dense(TowerWeights.AttentionInputBias, one, projected);
        Distance = Dense(TowerWeights.AttentionDistance, Placement.Plain(shape.AttentionHeads), Placement.Plain(shape.AttentionSpan));
        OutputWeight = Dense(TowerWeights.AttentionOutputWeight, hidden, hidden);
        OutputBias = Dense(TowerWeights.AttentionOutputBias, one, hidden);
        ExpandWeight = Dense(TowerWeights.AttentionExpandWeight, inner, hidden);
        ExpandBias = Dense(TowerWeights.AttentionExpandBias, one, inner);
        ContractWeight = Dense(TowerWeights.AttentionContractWeight, hidden, inner);
        ContractBias = Dense(TowerWeights.AttentionContractBias, one, hidden);

        DenseParameter Dense(string name, Placement rows, Placement columns) => new(name, initial[name], rows, columns);
    }

    public DenseParameter EmbedWeight { get; }

    public DenseParameter EmbedBias { get; }

    public DenseParameter InputWeight { get; }

    public DenseParameter InputBias { get; }

    public DenseParameter Distance { get; }

    public DenseParameter OutputWeight { get; }

    public DenseParameter OutputBias { get; }

    public DenseParameter ExpandWeight { get; }

    public DenseParameter ExpandBias { get; }

    public DenseParameter ContractWeight { get; }

    public DenseParameter ContractBias { get; }

    public IReadOnlyList<DenseParameter> All =>
    [
        EmbedWeight, EmbedBias, InputWeight, InputBias, Distance, OutputWeight, OutputBias, ExpandWeight, ExpandBias, ContractWeight, ContractBias,
    ];
}
