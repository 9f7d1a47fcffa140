using Tandem.Domain;

namespace Tandem.Storage;

/// <summary>An event at its place in a partition.</summary>
public readonly record struct LoggedEvent(long Offset, ShopEvent Event);
