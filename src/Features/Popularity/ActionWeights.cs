using Tandem.Domain;

namespace Tandem.Features.Popularity;

/// <summary>How much one event of each action adds to an item's weighted count; finite and not negative.</summary>
public sealed record ActionWeights
{
    /// <summary>Default 1.</summary>
    public double PageView { get; init; } = 1;

    /// <summary>Default 2.</summary>
    public double ViewDescription { get; init; } = 2;

    /// <summary>Default 2.</summary>
    public double ReviewView { get; init; } = 2;

    /// <summary>Default 3.</summary>
    public double Favorite { get; init; } = 3;

    /// <summary>Default 0.</summary>
    public double Unfavorite { get; init; }

    /// <summary>Default 5.</summary>
    public double ToCart { get; init; } = 5;

    /// <summary>Default 0.</summary>
    public double Remove { get; init; }

    /// <summary>Default 10.</summary>
    public double Order { get; init; } = 10;

    /// <summary>Default 5, so that data that know only deliveries still tell popular items from others.</summary>
    public double Delivered { get; init; } = 5;

    /// <summary>Default 0.</summary>
    public double Canceled { get; init; }

    /// <summary>The weights indexed by the action's code.</summary>
    public double[] ToArray()
    {
        double[] weights = new double[EventActions.Count];
        weights[(int)EventAction.PageView] = PageView;
        weights[(int)EventAction.ViewDescription] = ViewDescription;
        weights[(int)EventAction.ReviewView] = ReviewView;
        weights[(int)EventAction.Favorite] = Favorite;
        weights[(int)EventAction.Unfavorite] = Unfavorite;
        weights[(int)EventAction.ToCart] = ToCart;
        weights[(int)EventAction.Remove] = Remove;
        weights[(int)EventAction.Order] = Order;
        weights[(int)EventAction.Delivered] = Delivered;
        weights[(int)EventAction.Canceled] = Canceled;
        return weights;
    }
}
