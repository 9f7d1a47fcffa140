using Tandem.Domain;

namespace Tandem.Grains.Interfaces.Events;

/// <summary>An event of one user at its place in the log.</summary>
/// <param name="Offset">Grows within the user's partition; an offset that was applied is never applied again.</param>
/// <param name="Event">The event.</param>
/// <param name="TraceParent">The recorded trace of the request that brought it, as in the W3C header <c>traceparent</c>; null if there is none.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.UserEvent")]
public readonly record struct UserEvent(
    [property: Id(0)] long Offset,
    [property: Id(1)] ShopEvent Event,
    [property: Id(2)] string? TraceParent = null);
