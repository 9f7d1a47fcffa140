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

    /// <summary>What reads the user's events. Default: the GRU.</summary>
    public UserTowerKind UserTower { get; init; } = UserTowerKind.Gru;

    /// <summary>Units of the GRU.</summary>
    public int GruHidden { get; init; } = 192;

    /// <summary>Width of self-attention, a multiple of 16 for each head. Default 128.</summary>
    public int AttentionHidden { get; init; } = 128;

    /// <summary>Heads of self-attention. Default 4.</summary>
    public int AttentionHeads { get; init; } = 4;

    /// <summary>Latest events that self-attention sees, the event itself included. Default 128, what a user grain keeps.</summary>
    public int AttentionSpan { get; init; } = 128;

    /// <summary>Length of the state that becomes the user vector.</summary>
    [JsonIgnore]
    public int UserHidden => UserTower == UserTowerKind.Attention ? AttentionHidden : GruHidden;

    /// <summary>Units of self-attention's feed-forward layer.</summary>
    [JsonIgnore]
    public int AttentionInner => 2 * AttentionHidden;

    /// <summary>Length of the user tower's input at one event: item vector and event features.</summary>
    [JsonIgnore]
    public int GruInput => Embedding + EventFeatures;
}
