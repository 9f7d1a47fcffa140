using System.ComponentModel;
using System.Text.Json;
using Tandem.Domain;
using Tandem.Gateway.Events;
using Tandem.Gateway.Json;
using Tandem.Gateway.Problems;
using Tandem.Grains.Interfaces.Users;

namespace Tandem.Gateway.Recommendations;

/// <summary>A query for a visitor without an id; only the documentation is made from it.</summary>
internal sealed record SessionInput
{
    [Description("What the visitor did in this session, oldest first, at most 128 events. Nothing is stored.")]
    public SessionEventInput[] Events { get; init; } = [];

    [Description("How many items, 1 to 500. Default 20.")]
    public int? Count { get; init; }

    [Description("Where the list is shown, at most 64 characters.")]
    public string? Scenario { get; init; }

    [Description("Only items below this category.")]
    public string? Category { get; init; }

    [Description("Lowest price; items without a price do not pass.")]
    public double? MinPrice { get; init; }

    [Description("Highest price; items without a price do not pass.")]
    public double? MaxPrice { get; init; }

    [Description("Items that are not to be shown, at most 1,000.")]
    public string[] Exclude { get; init; } = [];

    [Description("false leaves out what was ordered or viewed. Default true.")]
    public bool? IncludeSeen { get; init; }

    [Description("true adds each source's part of the score. Default false.")]
    public bool? Explain { get; init; }
}

/// <summary>One event of a session.</summary>
internal sealed record SessionEventInput
{
    public required string ItemId { get; init; }

    [Description("Default page_view.")]
    public string? Action { get; init; }

    [Description("RFC 3339 with an offset. Default: now, in the order of the list.")]
    public DateTimeOffset? OccurredAt { get; init; }

    public string? Widget { get; init; }
}

/// <summary>Reads a <see cref="SessionInput"/> strictly.</summary>
internal static class SessionRequest
{
    public const int MaxEvents = 128;

    private const string Visitor = "anonymous";

    /// <exception cref="ProblemException">400, it is no object; 422, a field is wrong.</exception>
    public static (List<ShopEvent> Events, RecommendationRequest Request) Read(JsonElement body, DateTimeOffset now)
    {
        JsonFields fields = new(["events", "count", "scenario", "category", "minPrice", "maxPrice", "exclude", "includeSeen", "explain"]);
        fields.Read(body);
        RecommendationRequest request = new()
        {
            Count = (int)(fields.OptionalInteger("count", 1, RecommendationQueryFields.MaxCount) ?? RecommendationQueryFields.DefaultCount),
            Scenario = fields.OptionalText("scenario", RecommendationQueryFields.MaxScenarioLength),
            Category = fields.OptionalId("category"),
            MinPrice = fields.OptionalNumber("minPrice", min: 0),
            MaxPrice = fields.OptionalNumber("maxPrice", min: 0),
            Exclude = ReadExcluded(fields),
            IncludeSeen = fields.Flag("includeSeen", true),
            Explain = fields.Flag("explain", false),
        };
        if (request.MinPrice > request.MaxPrice)
            fields.Fail(ProblemCodes.PriceRangeEmpty, "'minPrice' is above 'maxPrice'.", "minPrice");

        List<ShopEvent> events = ReadEvents(fields, now);
        return fields.Problem is { } problem
            ? throw new ProblemException(problem.Code == ProblemCodes.NotAnObject && problem.Field is null ? 400 : 422, problem.Code, problem.Message, problem.Field)
            : (events, request);
    }

    private static string[] ReadExcluded(JsonFields fields)
    {
        List<string> excluded = [];
        foreach (JsonElement element in fields.OptionalArray("exclude", RecommendationQueryFields.MaxExcluded))
        {
            if (element.ValueKind != JsonValueKind.String || !JsonFields.TryGetString(element, out string? id) || TextRules.CheckId(id) is not null)
                fields.Fail(ProblemCodes.WrongType, $"'exclude' has to hold item ids; element {excluded.Count} is none.", $"exclude[{excluded.Count}]");
            else
                excluded.Add(id);
        }

        return [.. excluded];
    }

    private static List<ShopEvent> ReadEvents(JsonFields fields, DateTimeOffset now)
    {
        List<ShopEvent> events = [];
        IReadOnlyList<JsonElement> rows = fields.OptionalArray("events", MaxEvents);
        for (int i = 0; i < rows.Count; i++)
        {
            JsonFields row = new(["itemId", "action", "occurredAt", "widget"], $"events[{i}].");
            row.Read(rows[i]);
            events.Add(new ShopEvent
            {
                EventId = $"{Visitor}-{i:D3}",
                UserId = Visitor,
                ItemId = row.RequiredId("itemId"),
                Action = row.TryGet("action", out _) ? EventRowReader.ReadAction(row) : EventAction.PageView,
                // One second apart, so that the order of the list is the order of time.
                OccurredAt = EventRowReader.ReadOccurredAt(row, now, required: false) ?? now.AddSeconds(i - rows.Count),
                Widget = row.OptionalText("widget", EventRowReader.MaxTextLength),
            });
            if (row.Problem is { } problem)
                fields.Fail(problem);
        }

        return events;
    }
}
