using System.Text.Json;
using Tandem.Domain;
using Tandem.Gateway.Json;
using Tandem.Gateway.Problems;

namespace Tandem.Gateway.Events;

/// <summary>Reads and checks one event; the rules are those of the API's documentation of <c>POST /v1/events</c>.</summary>
internal sealed class EventRowReader(DateTimeOffset now)
{
    /// <summary>The longest widget, order id and recommendation id.</summary>
    public const int MaxTextLength = 256;

    /// <summary>Times before this are mistakes, such as seconds taken for milliseconds.</summary>
    public static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far a source's clock may be ahead.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);

    private readonly JsonFields _fields = new(
        ["eventId", "userId", "itemId", "action", "occurredAt", "widget", "orderId", "value", "recommendationId"]);

    /// <summary>The event, or null and the problem.</summary>
    public ShopEvent? Read(JsonElement row, out RowProblem? problem)
    {
        _fields.Read(row);
        ShopEvent shopEvent = new()
        {
            EventId = _fields.RequiredId("eventId"),
            UserId = _fields.RequiredId("userId"),
            ItemId = _fields.RequiredId("itemId"),
            Action = ReadAction(_fields),
            OccurredAt = ReadOccurredAt(_fields, now) ?? default,
            Widget = _fields.OptionalText("widget", MaxTextLength),
            OrderId = _fields.OptionalText("orderId", MaxTextLength),
            Value = _fields.OptionalNumber("value"),
            RecommendationId = _fields.OptionalText("recommendationId", MaxTextLength),
        };
        problem = _fields.Problem;
        return problem is null ? shopEvent : null;
    }

    /// <summary>Reads the field <c>action</c>.</summary>
    public static EventAction ReadAction(JsonFields fields)
    {
        EventAction action = default;
        if (fields.RequiredText("action", int.MaxValue) is { } name && !EventActions.TryParse(name, out action))
            fields.Fail(ProblemCodes.UnknownAction, $"'action' is none of {string.Join(", ", EventActions.All)}.", "action");

        return action;
    }

    /// <summary>Reads the field <c>occurredAt</c>; null if it is absent or wrong.</summary>
    public static DateTimeOffset? ReadOccurredAt(JsonFields fields, DateTimeOffset now, bool required = true)
    {
        const string Field = "occurredAt";
        string? text = required ? fields.RequiredText(Field, int.MaxValue) : fields.OptionalText(Field, int.MaxValue);
        if (text is null)
            return null;

        switch (Timestamps.TryRead(text, out DateTimeOffset time))
        {
            case Timestamps.Outcome.Invalid:
                fields.Fail(ProblemCodes.OccurredAtInvalid, "'occurredAt' is no RFC 3339 time such as 2026-03-01T12:30:00Z.", Field);
                return null;
            case Timestamps.Outcome.NoOffset:
                fields.Fail(ProblemCodes.OccurredAtNoOffset, "'occurredAt' has no offset; add Z for UTC, or one such as +03:00.", Field);
                return null;
        }

        if (time < Earliest)
            fields.Fail(ProblemCodes.OccurredAtTooOld, "'occurredAt' is before 2000-01-01.", Field);
        else if (time > now + MaxAhead)
            fields.Fail(ProblemCodes.OccurredAtInFuture, "'occurredAt' is more than a day ahead of the server's clock.", Field);

        return time;
    }
}
