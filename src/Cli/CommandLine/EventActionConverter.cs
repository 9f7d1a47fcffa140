using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Domain;

namespace Tandem.Cli.CommandLine;

/// <summary>Writes actions by their wire names.</summary>
internal sealed class EventActionConverter : JsonConverter<EventAction>
{
    public override EventAction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EventActions.TryParse(reader.GetString(), out EventAction action)
            ? action
            : throw new JsonException($"Unknown action '{reader.GetString()}'.");

    public override void Write(Utf8JsonWriter writer, EventAction value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToName());
}
