using System.Text.Json.Serialization;

namespace Tandem.Towers;

/// <summary>The dimensions of the two towers.</summary>
public sealed record TowerShape
{
    /// <summary>Length of the fused item vector.</summary>
    public int Fused { get; init; } = 326;

    /// <summary>Units of the item tower's hidden layer.</summary>
    public int ItemHidden { get; init; } = 256;

    /// <summary>Length of item and user vectors in the shared space.</summary>
    public int Embedding { get; init; } = 128;

    /// <summary>Length of one event's features.</summary>
    public int EventFeatures { get; init; } = 24;

    /// <summary>Units of the GRU.</summary>
    public int GruHidden { get; init; } = 192;

    /// <summary>Length of one GRU input: item vector and event features.</summary>
    [JsonIgnore]
    public int GruInput => Embedding + EventFeatures;
}
