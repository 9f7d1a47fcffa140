using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>How <c>dataset.json</c> is written: camel case, indented, actions by their wire names.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [typeof(EventActionJsonConverter)])]
[JsonSerializable(typeof(DatasetManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

internal sealed class EventActionJsonConverter : JsonConverter<EventAction>
{
    public override EventAction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? name = reader.GetString();
        return EventActions.TryParse(name, out EventAction action)
            ? action
            : throw new JsonException($"'{name}' is no action; known: {string.Join(", ", EventActions.All)}.");
    }

    public override void Write(Utf8JsonWriter writer, EventAction value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToName());
}
