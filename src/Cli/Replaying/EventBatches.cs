using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Cli.Replaying;

/// <summary>Events as the lines of a request to <c>POST /v1/events</c>.</summary>
internal static class EventBatches
{
    public static byte[] ToLines(IReadOnlyList<ShopEvent> events)
    {
        using var lines = new MemoryStream(events.Count * 256);
        using var writer = new Utf8JsonWriter(lines);
        foreach (ShopEvent row in events)
        {
            Write(writer, row);
            writer.Flush();
            writer.Reset();
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, ShopEvent row)
    {
        writer.WriteStartObject();
        writer.WriteString("eventId", row.EventId);
        writer.WriteString("userId", row.UserId);
        writer.WriteString("itemId", row.ItemId);
        writer.WriteString("action", row.Action.ToName());
        writer.WriteString("occurredAt", row.OccurredAt);
        WriteIfAny(writer, "widget", row.Widget);
        WriteIfAny(writer, "orderId", row.OrderId);
        if (row.Value is { } value)
        {
            writer.WriteNumber("value", value);
        }

        WriteIfAny(writer, "recommendationId", row.RecommendationId);
        writer.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
