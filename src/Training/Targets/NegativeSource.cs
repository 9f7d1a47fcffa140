namespace Tandem.Training.Targets;

/// <summary>Where negatives come from.</summary>
public enum NegativeSource
{
    /// <summary>The user's own cancelled items, without those that also ended well. Pairwise loss only.</summary>
    Cancelled,

    /// <summary>What the user took out of the cart or off the favourites, without what also ended well. Pairwise loss only.</summary>
    FailedSignals,

    /// <summary>
    /// Items whose page the user opened and did no more with, ever: no description, review, favourite, cart or order.
    /// <see cref="NegativeRule.Widgets"/> limits it to pages opened from certain lists. Pairwise loss only.
    /// </summary>
    Impressions,

    /// <summary>Any item, each as likely.</summary>
    Uniform,

    /// <summary>Items in proportion to (number of training events) to the power of <see cref="NegativeRule.Exponent"/>; items without events never.</summary>
    Popularity,

    /// <summary>Positives of other states of the same batch.</summary>
    InBatch,

    /// <summary>
    /// The items nearest to the state among all that are none of its positives, by the towers as they were when the epoch began
    /// (Xiong et al. 2021, ANCE). Uniform in the first epoch. Pairwise loss only.
    /// </summary>
    Hard,

    /// <summary>Every item: the full softmax of small catalogues. Alone, and for softmax losses only.</summary>
    All,
}
