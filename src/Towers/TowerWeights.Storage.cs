using System.Globalization;

namespace Tandem.Towers;

public sealed partial class TowerWeights
{
    /// <summary>What the metadata's <c>format</c> says of every file of weights.</summary>
    public const string StorageFormat = "tandem-towers-1";

    private const int MaxDimension = 1 << 16;

    private static readonly (string Key, Func<TowerShape, int> Get)[] ShapeMetadata =
    [
        ("fused", shape => shape.Fused),
        ("item_hidden", shape => shape.ItemHidden),
        ("embedding", shape => shape.Embedding),
        ("event_features", shape => shape.EventFeatures),
        ("gru_hidden", shape => shape.GruHidden),
    ];

    private static readonly (string Key, Func<TowerShape, int> Get)[] AttentionMetadata =
    [
        ("attention_hidden", shape => shape.AttentionHidden),
        ("attention_heads", shape => shape.AttentionHeads),
        ("attention_span", shape => shape.AttentionSpan),
    ];

    private const string UserTowerKey = "user_tower";
    private const string AttentionName = "attention";

    /// <summary>
    /// Writes a safetensors file: the tensors of <see cref="Layout"/> in its order, and as metadata the format, the shape and the number of items.
    /// </summary>
    public void Save(Stream destination)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal)
        {
            ["format"] = StorageFormat,
            ["items"] = Items.ToString(CultureInfo.InvariantCulture),
        };
        bool attention = Shape.UserTower == UserTowerKind.Attention;
        if (attention)
        {
            metadata[UserTowerKey] = AttentionName;
        }

        foreach ((string key, Func<TowerShape, int> get) in attention ? [.. ShapeMetadata, .. AttentionMetadata] : ShapeMetadata)
        {
            metadata[key] = get(Shape).ToString(CultureInfo.InvariantCulture);
        }

        Safetensors.Write(
            destination,
            [.. Layout(Shape, Items).Select(tensor => new SafetensorsEntry(tensor.Name, tensor.Shape, _tensors[tensor.Name]))],
            metadata);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, is no file of tower weights, a tensor is missing, foreign, of another shape than the metadata says, or
    /// has a value that is NaN or infinite. The message names it.
    /// </exception>
    public static TowerWeights Load(Stream source)
    {
        SafetensorsFile file = Safetensors.Read(source);
        if (!file.Metadata.TryGetValue("format", out string? format) || format != StorageFormat)
        {
            throw new InvalidDataException($"Not a file of tower weights: its format is '{format ?? "none"}', expected '{StorageFormat}'.");
        }

        int items = ReadDimension(file, "items", 0, int.MaxValue);
        TowerShape shape = new()
        {
            Fused = ReadDimension(file, "fused", 1, MaxDimension),
            ItemHidden = ReadDimension(file, "item_hidden", 1, MaxDimension),
            Embedding = ReadDimension(file, "embedding", 1, MaxDimension),
            EventFeatures = ReadDimension(file, "event_features", 0, MaxDimension),
            GruHidden = ReadDimension(file, "gru_hidden", 1, MaxDimension),
        };
        shape = file.Metadata.GetValueOrDefault(UserTowerKey) switch
        {
            // What was written before there was another tower says nothing.
            null => shape,
            AttentionName => ReadAttention(file, shape),
            string other => throw new InvalidDataException($"The weights' metadata '{UserTowerKey}' is '{other}', expected '{AttentionName}' or nothing for the GRU."),
        };
        Dictionary<string, float[]> tensors = new(StringComparer.Ordinal);
        foreach ((string name, int[] dimensions) in Layout(shape, items))
        {
            tensors[name] = ReadTensor(file, name, dimensions);
        }

        string? foreign = file.Tensors.Keys.FirstOrDefault(name => !tensors.ContainsKey(name));
        return foreign is null
            ? new TowerWeights(shape, items, tensors)
            : throw new InvalidDataException($"Tensor '{foreign}' does not belong to tower weights.");
    }

    private static TowerShape ReadAttention(SafetensorsFile file, TowerShape shape)
    {
        shape = shape with
        {
            UserTower = UserTowerKind.Attention,
            AttentionHidden = ReadDimension(file, "attention_hidden", 1, MaxDimension),
            AttentionHeads = ReadDimension(file, "attention_heads", 1, MaxDimension),
            AttentionSpan = ReadDimension(file, "attention_span", 1, MaxDimension),
        };
        return shape.AttentionHidden % shape.AttentionHeads == 0
            ? shape
            : throw new InvalidDataException($"The weights' attention is {shape.AttentionHidden} wide with {shape.AttentionHeads} heads; the heads must divide the width.");
    }

    private static float[] ReadTensor(SafetensorsFile file, string name, int[] dimensions)
    {
        if (!file.Tensors.TryGetValue(name, out SafetensorsEntry? tensor) || tensor.Floats is not { } values)
        {
            throw new InvalidDataException($"The weights have no F32 tensor '{name}'.");
        }

        if (!tensor.Shape.AsSpan().SequenceEqual(dimensions))
        {
            throw new InvalidDataException(
                $"Tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}], the metadata says [{string.Join(", ", dimensions)}].");
        }

        int bad = System.Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0
            ? values
            : throw new InvalidDataException($"Tensor '{name}' has {values[bad].ToString(CultureInfo.InvariantCulture)} at position {bad}.");
    }

    private static int ReadDimension(SafetensorsFile file, string key, int least, int most)
    {
        string? text = file.Metadata.GetValueOrDefault(key);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new InvalidDataException($"The weights' metadata '{key}' is '{text ?? "missing"}', expected a whole number from {least} to {most}.");
    }
}
