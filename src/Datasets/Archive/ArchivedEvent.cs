using Tandem.Domain;

namespace Tandem.Datasets.Archive;

/// <summary>An event in the archive.</summary>
/// <param name="Offset">Its offset in its user's partition of the event log.</param>
public readonly record struct ArchivedEvent(long Offset, ShopEvent Event);
