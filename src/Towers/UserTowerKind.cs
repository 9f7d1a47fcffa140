using System.Text.Json.Serialization;

namespace Tandem.Towers;

/// <summary>What reads the user's events.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UserTowerKind>))]
public enum UserTowerKind
{
    /// <summary>A gated recurrent unit: a state of fixed size, one step for an event.</summary>
    Gru,

    /// <summary>One block of causal self-attention over the latest events (Kang &amp; McAuley 2018, SASRec).</summary>
    Attention,
}
