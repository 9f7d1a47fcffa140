namespace Tandem.Training.Targets;

/// <summary>Which part of the future a state has to predict.</summary>
public enum TargetScope
{
    /// <summary>
    /// The last state of each visit predicts what comes in later visits, within the horizon. Items of one visit or basket never
    /// predict each other: their order is arbitrary.
    /// </summary>
    LaterVisits,

    /// <summary>The last state of each instant predicts the items of the next instant, whenever that is.</summary>
    NextInstant,
}
