namespace Tandem.Training.Targets;

/// <summary>Whether items that the user had ordered before a state are positives of that state.</summary>
public enum RepeatPurchases
{
    /// <summary>They count like any other.</summary>
    Included,

    /// <summary>Only items that are new to the user count.</summary>
    Excluded,

    /// <summary>Only items that the user had ordered before count.</summary>
    Only,
}
