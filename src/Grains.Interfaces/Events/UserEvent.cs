using Tandem.Domain;

namespace Tandem.Grains.Interfaces.Events;

/// <summary>An event of one user at its place in the log.</summary>
/// <param name="Offset">Grows within the user's partition; an offset that was applied is never applied again.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.UserEvent")]
public readonly record struct UserEvent([property: Id(0)] long Offset, [property: Id(1)] ShopEvent Event);
