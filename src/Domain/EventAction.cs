namespace Tandem.Domain;

/// <summary>What a visitor did, or what happened to an order. The numbers are stored; never renumber them.</summary>
public enum EventAction : byte
{
    /// <summary>The item's page was opened.</summary>
    PageView = 0,

    /// <summary>The item's description was opened.</summary>
    ViewDescription = 1,

    /// <summary>The item's reviews were opened.</summary>
    ReviewView = 2,

    /// <summary>The item was added to the favourites.</summary>
    Favorite = 3,

    /// <summary>The item was taken off the favourites.</summary>
    Unfavorite = 4,

    /// <summary>The item was put into the cart.</summary>
    ToCart = 5,

    /// <summary>The item was taken out of the cart.</summary>
    Remove = 6,

    /// <summary>The item was ordered (bought).</summary>
    Order = 7,

    /// <summary>An order of the item reached the customer.</summary>
    Delivered = 8,

    /// <summary>An order of the item was cancelled or sent back.</summary>
    Canceled = 9,

    /// <summary>The visitor wants to see the item no more.</summary>
    Hide = 10,

    /// <summary>The item may be shown to the visitor again.</summary>
    Unhide = 11,
}
