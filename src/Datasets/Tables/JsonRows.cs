using System.Text.Json;
using Tandem.Datasets.Importing;

namespace Tandem.Datasets.Tables;

/// <summary>Rows of a text with one JSON object a line. Arrays and objects inside are not values of a column and are left out.</summary>
internal static class JsonRows
{
    public static IEnumerable<TableRow> Read(InputFile input)
    {
        for (long number = 1; input.Text.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(number, line);
            }
        }
    }

    private static TableRow Parse(long number, string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new TableRow(number, Values(document.RootElement), line)
                : new TableRow(number, TableRow.NoValues, line, "not a JSON object");
        }
        catch (JsonException)
        {
            return new TableRow(number, TableRow.NoValues, line, "malformed JSON");
        }
        catch (InvalidOperationException)
        {
            return new TableRow(number, TableRow.NoValues, line, "malformed text");
        }
    }

    private static Dictionary<string, string?> Values(JsonElement row)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (JsonProperty field in row.EnumerateObject())
        {
            values[field.Name] = field.Value.ValueKind switch
            {
                JsonValueKind.String => field.Value.GetString(),
                JsonValueKind.Number => field.Value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
        }

        return values;
    }
}
