using Tandem.Domain;

namespace Tandem.Features.Popularity;

/// <summary>
/// How much one event of each action adds to an item's weighted count; finite and not negative. Taken as the nearest
/// multiple of <see cref="Step"/>: sums of such are exact up to 2^33, so no order of adding gives another result.
/// </summary>
public sealed record ActionWeights
{
    /// <summary>2^-20, about a millionth.</summary>
    public const double Step = 1.0 / (1 << 20);

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
        return Array.ConvertAll(weights, static weight => Math.Round(weight / Step) * Step);
    }
}
