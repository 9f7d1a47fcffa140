namespace Tandem.Towers;

/// <summary>
/// The weights of both towers, named and laid out as PyTorch does (row-major, <c>[out, in]</c>; GRU gates in the order
/// reset, update, new). The model:
/// <code>
/// item(i)   = normalise( W2 · gelu(W1 · fused_i + b1) + b2 + id_i )            id_i = 0 for items not in the training data
/// x_t       = [ √Embedding · item(i_t) | eventFeatures_t ]
/// h_t       = GRU(x_t, h_{t-1}),  h_0 = 0
/// user(t)   = normalise( Wo · h_t + bo )
/// score     = user · item / temperature
/// </code>
/// gelu is the exact one (erf). normalise is x / max(‖x‖₂, 1e-12).
/// With <see cref="UserTowerKind.Attention"/> the state is instead one pre-normalised block of causal self-attention, with a learned bias
/// for each head and distance in the place of position embeddings (Kang &amp; McAuley 2018; Raffel et al. 2020):
/// <code>
/// z_t = We · x_t + be,  [q|k|v]_t = Wp · norm(z_t) + bp
/// a_t = softmax over the last AttentionSpan events s ≤ t of ( q_t · k_s / √d + distance[head, t − s] ) · v_s,  for each head
/// y_t = z_t + Wa · a_t + ba,  h_t = y_t + Wc · gelu( Wx · norm(y_t) + bx ) + bc
/// </code>
/// norm(x) = (x − mean) / √(variance + 1e-5) over the width; its gain and offset would only repeat the layer that follows.
/// </summary>
public sealed partial class TowerWeights
{
    /// <summary>[ItemHidden, Fused]</summary>
    public const string ItemHiddenWeight = "item.hidden.weight";

    /// <summary>[ItemHidden]</summary>
    public const string ItemHiddenBias = "item.hidden.bias";

    /// <summary>[Embedding, ItemHidden]</summary>
    public const string ItemOutputWeight = "item.output.weight";

    /// <summary>[Embedding]</summary>
    public const string ItemOutputBias = "item.output.bias";

    /// <summary>[items, Embedding], the id residual.</summary>
    public const string ItemId = "item.id.weight";

    /// <summary>[3·GruHidden, GruInput]</summary>
    public const string GruInputWeight = "user.gru.weight_ih_l0";

    /// <summary>[3·GruHidden, GruHidden]</summary>
    public const string GruHiddenWeight = "user.gru.weight_hh_l0";

    /// <summary>[3·GruHidden]</summary>
    public const string GruInputBias = "user.gru.bias_ih_l0";

    /// <summary>[3·GruHidden]</summary>
    public const string GruHiddenBias = "user.gru.bias_hh_l0";

    /// <summary>[AttentionHidden, GruInput]</summary>
    public const string AttentionEmbedWeight = "user.attention.embed.weight";

    /// <summary>[AttentionHidden]</summary>
    public const string AttentionEmbedBias = "user.attention.embed.bias";

    /// <summary>[3·AttentionHidden, AttentionHidden]: queries, keys, values, each head after head.</summary>
    public const string AttentionInputWeight = "user.attention.in_proj.weight";

    /// <summary>[3·AttentionHidden]</summary>
    public const string AttentionInputBias = "user.attention.in_proj.bias";

    /// <summary>[AttentionHeads, AttentionSpan], added to the score of an event so many events ago.</summary>
    public const string AttentionDistance = "user.attention.distance";

    /// <summary>[AttentionHidden, AttentionHidden]</summary>
    public const string AttentionOutputWeight = "user.attention.out_proj.weight";

    /// <summary>[AttentionHidden]</summary>
    public const string AttentionOutputBias = "user.attention.out_proj.bias";

    /// <summary>[AttentionInner, AttentionHidden]</summary>
    public const string AttentionExpandWeight = "user.attention.expand.weight";

    /// <summary>[AttentionInner]</summary>
    public const string AttentionExpandBias = "user.attention.expand.bias";

    /// <summary>[AttentionHidden, AttentionInner]</summary>
    public const string AttentionContractWeight = "user.attention.contract.weight";

    /// <summary>[AttentionHidden]</summary>
    public const string AttentionContractBias = "user.attention.contract.bias";

    /// <summary>[Embedding, UserHidden]</summary>
    public const string UserOutputWeight = "user.output.weight";

    /// <summary>[Embedding]</summary>
    public const string UserOutputBias = "user.output.bias";

    /// <summary>[1], the logarithm of the temperature.</summary>
    public const string LogTemperature = "log_temperature";

    /// <summary>
    /// [1], added to every logit by losses that must know how rare positives are (<c>gbce</c>). Scores are without it: it would move
    /// all of them alike.
    /// </summary>
    public const string LogitBias = "logit_bias";

    private readonly Dictionary<string, float[]> _tensors;

    private TowerWeights(TowerShape shape, int items, Dictionary<string, float[]> tensors)
    {
        Shape = shape;
        Items = items;
        _tensors = tensors;
    }

    public TowerShape Shape { get; }

    /// <summary>Rows of the id residual.</summary>
    public int Items { get; }

    /// <summary>The names and shapes of all tensors, in file order.</summary>
    public static IReadOnlyList<(string Name, int[] Shape)> Layout(TowerShape shape, int items) =>
    [
        (ItemHiddenWeight, [shape.ItemHidden, shape.Fused]),
        (ItemHiddenBias, [shape.ItemHidden]),
        (ItemOutputWeight, [shape.Embedding, shape.ItemHidden]),
        (ItemOutputBias, [shape.Embedding]),
        (ItemId, [items, shape.Embedding]),
        .. shape.UserTower == UserTowerKind.Attention ? AttentionLayout(shape) : GruLayout(shape),
        (UserOutputWeight, [shape.Embedding, shape.UserHidden]),
        (UserOutputBias, [shape.Embedding]),
        (LogTemperature, [1]),
        (LogitBias, [1]),
    ];

    /// <summary>Takes ownership of the arrays; every tensor of the layout must be there with its exact length.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or of another length.</exception>
    public static TowerWeights FromTensors(TowerShape shape, int items, IReadOnlyDictionary<string, float[]> tensors)
    {
        var own = new Dictionary<string, float[]>();
        foreach ((string name, int[] dimensions) in Layout(shape, items))
        {
            int expected = dimensions.Aggregate(1, (product, dimension) => checked(product * dimension));
            if (!tensors.TryGetValue(name, out float[]? values) || values.Length != expected)
            {
                throw new ArgumentException(
                    $"Tensor '{name}' must have {expected} values ({string.Join(" x ", dimensions)}), found {values?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}.",
                    nameof(tensors));
            }

            own[name] = values;
        }

        return new TowerWeights(shape, items, own);
    }

    /// <summary>The values of one tensor, row-major.</summary>
    public ReadOnlySpan<float> this[string name] => _tensors[name];

    /// <summary>The array behind a tensor, for engines that read it in place. Treat it as read-only.</summary>
    public float[] Array(string name) => _tensors[name];

    /// <summary>The temperature that divides scores in training.</summary>
    public float Temperature => MathF.Exp(this[LogTemperature][0]);

    private static (string Name, int[] Shape)[] GruLayout(TowerShape shape) =>
    [
        (GruInputWeight, [3 * shape.GruHidden, shape.GruInput]),
        (GruHiddenWeight, [3 * shape.GruHidden, shape.GruHidden]),
        (GruInputBias, [3 * shape.GruHidden]),
        (GruHiddenBias, [3 * shape.GruHidden]),
    ];

    private static (string Name, int[] Shape)[] AttentionLayout(TowerShape shape) =>
    [
        (AttentionEmbedWeight, [shape.AttentionHidden, shape.GruInput]),
        (AttentionEmbedBias, [shape.AttentionHidden]),
        (AttentionInputWeight, [3 * shape.AttentionHidden, shape.AttentionHidden]),
        (AttentionInputBias, [3 * shape.AttentionHidden]),
        (AttentionDistance, [shape.AttentionHeads, shape.AttentionSpan]),
        (AttentionOutputWeight, [shape.AttentionHidden, shape.AttentionHidden]),
        (AttentionOutputBias, [shape.AttentionHidden]),
        (AttentionExpandWeight, [shape.AttentionInner, shape.AttentionHidden]),
        (AttentionExpandBias, [shape.AttentionInner]),
        (AttentionContractWeight, [shape.AttentionHidden, shape.AttentionInner]),
        (AttentionContractBias, [shape.AttentionHidden]),
    ];
}
