using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>How much one action says of interest in an item.</summary>
public static class ActionStrength
{
    /// <summary>0 to 1; what ends an interest, or only follows from an order, says nothing.</summary>
    public static float Of(EventAction action) => action switch
    {
        EventAction.Order => 1f,
        EventAction.ToCart => 0.8f,
        EventAction.Favorite => 0.6f,
        EventAction.ViewDescription or EventAction.ReviewView => 0.4f,
        EventAction.PageView => 0.2f,
        _ => 0f,
    };
}
