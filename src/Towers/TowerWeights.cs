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

    /// <summary>[Embedding, GruHidden]</summary>
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
        (GruInputWeight, [3 * shape.GruHidden, shape.GruInput]),
        (GruHiddenWeight, [3 * shape.GruHidden, shape.GruHidden]),
        (GruInputBias, [3 * shape.GruHidden]),
        (GruHiddenBias, [3 * shape.GruHidden]),
        (UserOutputWeight, [shape.Embedding, shape.GruHidden]),
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
}
