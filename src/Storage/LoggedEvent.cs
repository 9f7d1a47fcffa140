using System.Diagnostics;
using Tandem.Domain;

namespace Tandem.Storage;

/// <summary>An event at its place in a partition.</summary>
/// <param name="Offset">Grows within the partition.</param>
/// <param name="Event">The event.</param>
/// <param name="Trace">The recorded trace of the request that brought it, or the default.</param>
public readonly record struct LoggedEvent(long Offset, ShopEvent Event, ActivityContext Trace = default);
