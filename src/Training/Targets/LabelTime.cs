namespace Tandem.Training.Targets;

/// <summary>Which moment a positive belongs to: what a state must lie before, and what its window is measured to.</summary>
public enum LabelTime
{
    /// <summary>The positive event itself: a state between order and delivery predicts the delivery. What an evaluation of outcomes counts.</summary>
    Outcome,

    /// <summary>
    /// The order that the event goes back to, or the event itself without one: only states before the decision predict it. When the
    /// label is known is another matter, see <see cref="PositiveRule.KnownAfterDays"/>.
    /// </summary>
    Decision,
}
