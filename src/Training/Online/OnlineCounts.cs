namespace Tandem.Training.Online;

/// <summary>What became of the examples of a run.</summary>
/// <param name="Trained">Examples that were learned from, replays not counted.</param>
/// <param name="HeldOut">Examples of held-out users.</param>
/// <param name="Unreadable">Examples whose bytes were damaged; they are left out.</param>
/// <param name="UnknownItems">Positives of items that the model does not have; they are left out.</param>
/// <param name="Withdrawn">Positives that were cancelled before they counted, or before they were replayed again.</param>
/// <param name="WithoutHistory">Examples without an event of a known item before the order: nothing to predict from.</param>
/// <param name="Known">Examples of orders that the bundle has learned from its dataset.</param>
/// <param name="Diverged">How often the loss was no number and training began anew from the bundle.</param>
public sealed record OnlineCounts(
    long Trained = 0, long HeldOut = 0, long Unreadable = 0, long UnknownItems = 0, long Withdrawn = 0, long WithoutHistory = 0, long Known = 0, long Diverged = 0);
