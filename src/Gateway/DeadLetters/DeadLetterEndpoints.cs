using Tandem.Domain;
using Tandem.Gateway.Json;
using Tandem.Gateway.OpenApi;
using Tandem.Grains.Streaming;

namespace Tandem.Gateway.DeadLetters;

/// <summary>Events that were accepted and could not be applied.</summary>
internal static class DeadLetterEndpoints
{
    private const int DefaultCount = 100;
    private const int MaxCount = 1_000;

    private static readonly QueryField[] ListQuery =
    [
        QueryField.Integer("after", "Position of the last one seen. Default 0, from the start."),
        QueryField.Integer("count", "How many, 1 to 1,000. Default 100."),
    ];

    public static void MapDeadLetters(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/dead-letters", ListAsync)
            .WithTags("Dead letters")
            .WithSummary("List events that could not be applied")
            .WithQuery(ListQuery)
            .Produces<DeadLettersAnswer>()
            .ProducesProblems(400, 503);

        app.MapPost("/v1/dead-letters/replay", ReplayAsync)
            .WithTags("Dead letters")
            .WithSummary("Try all of them once more")
            .WithDescription("Those that succeed now leave the list. Each counts once, however often it is replayed.")
            .Produces<ReplayAnswer>()
            .ProducesProblems(503);
    }

    private static async Task<IResult> ListAsync(HttpContext http, DeadLetterLog log)
    {
        QueryReader query = new(http.Request.Query, ListQuery);
        long after = query.Long("after", 0);
        IReadOnlyList<StoredDeadLetter> letters =
            await log.ReadAsync(after, query.Integer("count", DefaultCount, 1, MaxCount), http.RequestAborted);
        return Results.Json(new DeadLettersAnswer([.. letters.Select(DeadLetterAnswer.From)]), GatewayJson.Wire.DeadLettersAnswer);
    }

    private static async Task<IResult> ReplayAsync(HttpContext http, DeadLetterLog log)
    {
        (int replayed, int failed) = await log.ReplayAsync(http.RequestAborted);
        return Results.Json(new ReplayAnswer(replayed, failed), GatewayJson.Wire.ReplayAnswer);
    }
}

/// <summary>A page of events that could not be applied.</summary>
internal sealed record DeadLettersAnswer(IReadOnlyList<DeadLetterAnswer> DeadLetters);

/// <summary>An event that could not be applied.</summary>
/// <param name="Position">For asking for the next page.</param>
/// <param name="Attempts">How often it was tried.</param>
internal sealed record DeadLetterAnswer(long Position, string Reason, int Attempts, DateTimeOffset At, EventAnswer Event)
{
    public static DeadLetterAnswer From(StoredDeadLetter stored) =>
        new(stored.Position, stored.Letter.Reason, stored.Letter.Attempts, stored.Letter.At, EventAnswer.From(stored.Letter.Event));
}

/// <summary>An event as it was accepted.</summary>
internal sealed record EventAnswer(
    string EventId,
    string UserId,
    string ItemId,
    string Action,
    DateTimeOffset OccurredAt,
    string? Widget,
    string? OrderId,
    double? Value,
    string? RecommendationId)
{
    public static EventAnswer From(ShopEvent stored) => new(
        stored.EventId,
        stored.UserId,
        stored.ItemId,
        stored.Action.ToName(),
        stored.OccurredAt,
        stored.Widget,
        stored.OrderId,
        stored.Value,
        stored.RecommendationId);
}

/// <summary>What a replay did.</summary>
/// <param name="Failed">Those that could not be applied again and stay.</param>
internal sealed record ReplayAnswer(int Replayed, int Failed);
