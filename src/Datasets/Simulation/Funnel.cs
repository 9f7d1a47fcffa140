namespace Tandem.Datasets.Simulation;

/// <summary>
/// The chances of what follows a look at an item. Targets are per look (or per earlier decision) and come from the shares of
/// actions and order endings in the Ozon data; see <see cref="SteeredRate"/> for how they are met.
/// </summary>
internal sealed class Funnel
{
    /// <summary>Mean page views of one look: 1, and 0.4 more.</summary>
    public const double MorePageViews = 0.4;

    // Share of the action over the share of page_view (67.9 %), times page views of a look.
    private const double PerLook = (1 + MorePageViews) / 67.9;

    public SteeredRate Description { get; } = new(15.4 * PerLook);

    public SteeredRate Reviews { get; } = new(5.1 * PerLook);

    public SteeredRate Favorite { get; } = new(3.1 * PerLook);

    public SteeredRate Cart { get; } = new(4.1 * PerLook);

    public SteeredRate Unfavorite { get; } = new(1.6 / 3.1);

    public SteeredRate Remove { get; } = new(2.7 / 4.1);

    /// <summary>Of the orders that end at all.</summary>
    public SteeredRate Cancel { get; } = new(41.4 / (41.4 + 51.2));

    /// <summary>
    /// Orders that never end. With those on their way when the tables are exported, orders without an end come to Ozon's 7.5 % in a
    /// simulation of 60 days; the shorter it is, the more are on their way.
    /// </summary>
    public const double NeverEnds = 0.02;

    public void Steer()
    {
        Description.Steer();
        Reviews.Steer();
        Favorite.Steer();
        Cart.Steer();
        Unfavorite.Steer();
        Remove.Steer();
        Cancel.Steer();
    }
}
