namespace Tandem.Training.Targets;

/// <summary>Where a strategy's negatives come from.</summary>
public enum NegativeSource
{
    /// <summary>The user's own cancelled items and failed ones (taken out of the cart, taken off the favourites), never one that also ended well.</summary>
    UserFailures,

    /// <summary>Any item, each as likely.</summary>
    Uniform,

    /// <summary>Items in proportion to (number of training events) to the power of <see cref="TargetStrategy.PopularityExponent"/>; items without events never.</summary>
    Popularity,
}
