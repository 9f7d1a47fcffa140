namespace Tandem.Gateway.Tests;

/// <summary>Bodies of requests.</summary>
internal static class Sample
{
    public const string Lines = "application/x-ndjson";

    /// <summary>A good event; <paramref name="replace"/> changes a part of its text.</summary>
    public static string Event(string eventId, string userId = "u", string itemId = "item-1", string action = "page_view", (string Old, string New)? replace = null)
    {
        string json = $$"""{"eventId":"{{eventId}}","userId":"{{userId}}","itemId":"{{itemId}}","action":"{{action}}","occurredAt":"2026-02-01T12:00:00Z"}""";
        return replace is { } change ? Replace(json, change.Old, change.New) : json;
    }

    public static string Replace(string json, string old, string with) =>
        json.Contains(old, StringComparison.Ordinal) ? json.Replace(old, with, StringComparison.Ordinal) : throw new ArgumentException($"No '{old}' in {json}.");
}
