namespace Tandem.Domain;

/// <summary>One thing that a visitor did with one item, or that happened to an order.</summary>
public sealed record ShopEvent
{
    /// <summary>Unique over all events; a second event with the same id has no effect.</summary>
    public required string EventId { get; init; }

    /// <summary>Who did it.</summary>
    public required string UserId { get; init; }

    /// <summary>What it was done with.</summary>
    public required string ItemId { get; init; }

    /// <summary>What was done.</summary>
    public required EventAction Action { get; init; }

    /// <summary>When it happened, in UTC; kept with a resolution of one millisecond.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The part of the page it came from, for example <c>cart.cartSplit</c>.</summary>
    public string? Widget { get; init; }

    /// <summary>The order that an order, delivery or cancellation belongs to.</summary>
    public string? OrderId { get; init; }

    /// <summary>Money, quantity times unit price, in the shop's currency.</summary>
    public double? Value { get; init; }

    /// <summary>The recommendation that led to it, when known.</summary>
    public string? RecommendationId { get; init; }
}
