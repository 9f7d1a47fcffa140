using Microsoft.Extensions.Options;
using Tandem.Domain;
using Tandem.Gateway.Json;
using Tandem.Gateway.OpenApi;

namespace Tandem.Gateway.Events;

/// <summary><c>POST /v1/events</c>.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/events", PostAsync)
            .WithTags("Events")
            .WithSummary("Record what visitors did")
            .WithDescription(
                "One event, an array of events, or one event a line (application/x-ndjson). Answered after the accepted events are durable. " +
                "Each row is checked on its own: refused rows are listed by index and the others are accepted. " +
                "Sending events again is harmless, event ids are remembered. When more events come than can be applied the answer is 429 with " +
                "Retry-After, and nothing of the request is stored.")
            .Accepts<EventInput>("application/json", "application/x-ndjson")
            .Produces<EventsAnswer>(StatusCodes.Status202Accepted)
            .ProducesProblems(400, 413, 415, 422, 429, 503);

    private static async Task<IResult> PostAsync(
        HttpContext http, IngestGate gate, EventIngest ingest, IOptions<GatewayOptions> options, TimeProvider time)
    {
        using IngestGate.Pass pass = await gate.EnterAsync(http);
        if (pass.Refusal is { } refusal)
            return refusal.ToResult();

        bool lines = JsonRows.IsLines(http.Request);
        List<ShopEvent> events = [];
        Rejections rejections = new();
        using (RequestBody body = await RequestBody.ReadAsync(http.Request, options.Value.MaxBodyBytes, http.RequestAborted))
        {
            EventRowReader reader = new(time.GetUtcNow());
            RowVisitor visit = (index, row, problem) =>
            {
                if (problem is null && reader.Read(row, out problem) is { } shopEvent)
                    events.Add(shopEvent);
                else
                    rejections.Add(index, problem!);
            };
            if (lines)
                JsonRows.VisitLines(body.Bytes, visit);
            else
                JsonRows.VisitJson(body.Bytes, visit);
        }

        if (events.Count == 0 && rejections.Count > 0)
            return rejections.ToProblem().ToResult();

        (int accepted, int duplicates) = await ingest.AppendAsync(events, http.RequestAborted);
        int? rejected = rejections.Count > rejections.Listed.Count ? rejections.Count : null;
        return Results.Json(
            new EventsAnswer(accepted, duplicates, rejections.Listed, rejected),
            GatewayJson.Wire.EventsAnswer,
            statusCode: StatusCodes.Status202Accepted);
    }
}
