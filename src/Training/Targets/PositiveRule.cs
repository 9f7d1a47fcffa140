using Tandem.Domain;

namespace Tandem.Training.Targets;

/// <summary>Which events are positives, and how much, how long and from when they count.</summary>
public sealed record PositiveRule
{
    /// <summary>The dataset's own outcome, such as delivered.</summary>
    public const string Outcome = "outcome";

    /// <summary>Every action but the failures canceled, remove and unfavorite.</summary>
    public const string Any = "any";

    /// <summary>An action by its wire name, <see cref="Outcome"/> or <see cref="Any"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Above 0, at most 1. Where rules overlap, an event counts by the one that gives it most. Default 1.</summary>
    public float Weight { get; init; } = 1f;

    /// <summary>Days after a state in which the event counts; null: without limit. Default 60.</summary>
    public double? WithinDays { get; init; } = 60;

    /// <summary>
    /// Days until it is known that the event stands. Events younger than this at the end of the training data do not count yet: their
    /// cancellation could still come. Default 0, for events that are facts when they come.
    /// </summary>
    public double KnownAfterDays { get; init; }

    /// <summary>Actions that can be no positive.</summary>
    internal static bool IsFailure(EventAction action) => action is EventAction.Canceled or EventAction.Remove or EventAction.Unfavorite;

    /// <summary>Whether the rule is about this action.</summary>
    internal bool Covers(EventAction action, EventAction outcome) => Action switch
    {
        Outcome => action == outcome,
        Any => !IsFailure(action),
        _ => EventActions.TryParse(Action, out EventAction own) && own == action,
    };
}
