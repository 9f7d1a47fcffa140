using System.ComponentModel;
using Tandem.Gateway.Problems;

namespace Tandem.Gateway.Events;

/// <summary>An event as it is sent; only the documentation is made from it, rows are read one by one.</summary>
internal sealed record EventInput
{
    [Description("Unique over all events, 1 to 256 characters. A second event with the same id has no effect.")]
    public required string EventId { get; init; }

    [Description("Who did it, 1 to 256 characters.")]
    public required string UserId { get; init; }

    [Description("What it was done with, 1 to 256 characters. The item may be unknown; the catalogue may follow.")]
    public required string ItemId { get; init; }

    [Description("page_view, view_description, review_view, favorite, unfavorite, to_cart, remove, order, delivered, canceled, hide (do not show me this) or unhide.")]
    public required string Action { get; init; }

    [Description("RFC 3339 with an offset; from 2000-01-01 to a day ahead of the server's clock.")]
    public required DateTimeOffset OccurredAt { get; init; }

    [Description("The part of the page, such as cart.cartSplit; at most 256 characters.")]
    public string? Widget { get; init; }

    [Description("The order that an order, delivery or cancellation belongs to; at most 256 characters.")]
    public string? OrderId { get; init; }

    [Description("Quantity times unit price, in the shop's currency.")]
    public double? Value { get; init; }

    [Description("The recommendation that led to it.")]
    public string? RecommendationId { get; init; }
}

/// <summary>What became of the rows of a request.</summary>
/// <param name="Accepted">Rows that are stored durably now.</param>
/// <param name="Duplicates">Rows whose event id was stored before; they have no effect.</param>
/// <param name="Rejected">Rows that were refused, the first 1,000.</param>
/// <param name="RejectedCount">All refused rows; there only if not all are listed.</param>
internal sealed record EventsAnswer(int Accepted, int Duplicates, IReadOnlyList<RejectedRow> Rejected, int? RejectedCount);
