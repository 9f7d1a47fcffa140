using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Domain;

namespace Tandem.Datasets.Events;

/// <summary>
/// How foreign tables are read, from a JSON file such as
/// <code>{"columns": {"userId": "customer", "itemId": "sku", "occurredAt": "ts"}, "actions": {"view": "page_view", "buy": "order"},
///  "items": {"itemId": "sku", "name": "title"}, "delimiter": ";", "outcome": "order"}</code>
/// What the file does not say is found by its own name, in camel or snake case: <c>userId</c> or <c>user_id</c>.
/// </summary>
public sealed record ColumnMap
{
    private static readonly string[] EventFields =
        ["eventId", "userId", "itemId", "action", "occurredAt", "widget", "orderId", "value"];

    private static readonly string[] ItemFields = ["itemId", "modelId", "name", "categoryId", "categoryPath", "price", "available"];

    /// <summary>The map of a shop whose columns have Tandem's names.</summary>
    public static ColumnMap Default { get; } = new();

    /// <summary>Field of an event, such as <c>userId</c>, to column.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; set; } = new Dictionary<string, string>();

    /// <summary>Field of an item, such as <c>name</c>, to column. Columns that are no field become attributes.</summary>
    public IReadOnlyDictionary<string, string> Items { get; set; } = new Dictionary<string, string>();

    /// <summary>The shop's word for an action to Tandem's; words that are not here must be Tandem's own.</summary>
    public IReadOnlyDictionary<string, string> Actions { get; set; } = new Dictionary<string, string>();

    /// <summary>The action of every row, for tables of one kind of event, such as orders. Null: it is in a column.</summary>
    public string? Action { get; set; }

    /// <summary>Separates the columns of a <c>.csv</c>; one character. Default a comma.</summary>
    public string Delimiter { get; set; } = ",";

    /// <summary>What a recommendation is meant to lead to, <c>order</c> or <c>delivered</c>. Default: delivered if there are such events, else order.</summary>
    public string? Outcome { get; set; }

    /// <summary>Reads and checks a map.</summary>
    /// <exception cref="TandemException">The file is no map; the message says where.</exception>
    public static ColumnMap Read(string file)
    {
        ColumnMap map;
        try
        {
            map = JsonSerializer.Deserialize(File.ReadAllText(file), ColumnMapJson.Default.ColumnMap)
                ?? throw new TandemException($"{file} is empty; give a JSON object such as {{\"columns\": {{\"userId\": \"customer\"}}}}.");
        }
        catch (JsonException e)
        {
            throw new TandemException($"{file}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TandemException($"{file} cannot be read: {e.Message}", e);
        }

        return map.Problems().FirstOrDefault() is { } problem ? throw new TandemException($"{file}: {problem}") : map;
    }

    /// <summary>The event's field in a row.</summary>
    internal string? EventField(IReadOnlyDictionary<string, string?> row, string field) => Find(row, Columns, field);

    /// <summary>The item's field in a row.</summary>
    internal string? ItemField(IReadOnlyDictionary<string, string?> row, string field) => Find(row, Items, field);

    /// <summary>True if the item's column is read as a field and so is no attribute.</summary>
    internal bool IsItemField(string column) => ItemFields.Any(field => ColumnsOf(Items, field).Contains(column));

    private IEnumerable<string> Problems()
    {
        foreach (string field in Columns.Keys.Except(EventFields))
            yield return $"'{field}' in \"columns\" is no field of an event; use {string.Join(", ", EventFields)}.";
        foreach (string field in Items.Keys.Except(ItemFields))
            yield return $"'{field}' in \"items\" is no field of an item; use {string.Join(", ", ItemFields)}.";
        foreach (string action in Actions.Values.Append(Action).Append(Outcome).OfType<string>().Where(name => !EventActions.TryParse(name, out _)))
            yield return $"'{action}' is no action; use {string.Join(", ", EventActions.All)}.";
        if (Outcome is not (null or "order" or "delivered"))
            yield return $"\"outcome\" is '{Outcome}'; use order or delivered.";
        if (Delimiter.Length != 1)
            yield return $"\"delimiter\" is '{Delimiter}'; use one character.";
    }

    private static string? Find(IReadOnlyDictionary<string, string?> row, IReadOnlyDictionary<string, string> map, string field)
    {
        foreach (string column in ColumnsOf(map, field))
        {
            if (row.TryGetValue(column, out string? value))
                return value;
        }

        return null;
    }

    private static string[] ColumnsOf(IReadOnlyDictionary<string, string> map, string field) =>
        map.TryGetValue(field, out string? column) ? [column] : [field, JsonNamingPolicy.SnakeCaseLower.ConvertName(field)];
}

/// <summary>Reads a map without reflection; a name that is none of a map's is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(ColumnMap))]
internal sealed partial class ColumnMapJson : JsonSerializerContext;
