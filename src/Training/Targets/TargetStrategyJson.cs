using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Domain;

namespace Tandem.Training.Targets;

/// <summary>
/// The written form of strategies, in files and in bundles: camel-case fields, choices in lower case with dashes, unknown fields refused.
/// </summary>
internal static class TargetStrategyJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new ChoiceConverterFactory() },
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static string Write(TargetStrategy strategy) => JsonSerializer.Serialize(strategy, Options);

    public static TargetStrategy Read(string json)
    {
        try
        {
            return (JsonSerializer.Deserialize<TargetStrategy>(json, Options) ?? throw new JsonException("it is null")).Validate();
        }
        catch (JsonException broken)
        {
            string place = broken.Path is null or "$" ? "" : $" at {broken.Path.TrimStart('$', '.')}";
            throw new TandemException($"This is no target strategy{place}: {broken.Message}", broken);
        }
    }

    /// <summary>The written name of a choice, for example <c>failed-signals</c>.</summary>
    public static string NameOf(Enum choice) => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString());

    private sealed class ChoiceConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(ChoiceConverter<>).MakeGenericType(typeToConvert))!;
    }

    /// <summary>Reads and writes a choice by name; a wrong name is answered with the right ones.</summary>
    private sealed class ChoiceConverter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<string, T> Values = Enum.GetValues<T>().ToDictionary(static value => NameOf(value));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string? name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            return name is not null && Values.TryGetValue(name, out T value)
                ? value
                : throw new JsonException($"expected one of {string.Join(", ", Values.Keys)}, found {(name is null ? "no text" : $"'{name}'")}.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(NameOf(value));
    }
}
