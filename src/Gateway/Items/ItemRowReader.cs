using System.Text.Json;
using Tandem.Domain;
using Tandem.Gateway.Json;
using Tandem.Gateway.Problems;
using Tandem.Grains.Interfaces.Items;

namespace Tandem.Gateway.Items;

/// <summary>Reads and checks one item, whole or as a patch.</summary>
internal sealed class ItemRowReader
{
    public const int MaxNameLength = 4_096;
    public const int MaxAttributes = 512;
    public const int MaxAttributeNameLength = 256;
    public const int MaxAttributeValueLength = 4_096;
    public const int MaxEmbeddingLength = 4_096;

    private static readonly Dictionary<string, ItemFields> PatchFields = new()
    {
        ["modelId"] = ItemFields.ModelId,
        ["name"] = ItemFields.Name,
        ["categoryId"] = ItemFields.CategoryId,
        ["attributes"] = ItemFields.Attributes,
        ["image"] = ItemFields.Image,
        ["textVector"] = ItemFields.TextVector,
        ["price"] = ItemFields.Price,
        ["available"] = ItemFields.Available,
    };

    private readonly JsonFields _fields = new(["itemId", .. PatchFields.Keys, "revision"]);

    /// <summary>The item and its revision, or null and the problem.</summary>
    /// <param name="itemId">The id from the path; null if the row has to name it.</param>
    public ItemDescription? Read(JsonElement row, string? itemId, out long? revision, out RowProblem? problem)
    {
        _fields.Read(row);
        ItemDescription item = new()
        {
            ItemId = ReadItemId(itemId),
            ModelId = _fields.OptionalId("modelId"),
            Name = _fields.OptionalText("name", MaxNameLength),
            CategoryId = _fields.OptionalId("categoryId"),
            Attributes = ReadAttributes(),
            Image = ReadEmbedding("image"),
            TextVector = ReadEmbedding("textVector"),
            Price = _fields.OptionalNumber("price", min: 0),
            Available = _fields.Flag("available", true),
        };
        revision = _fields.OptionalInteger("revision", 1, long.MaxValue);
        problem = _fields.Problem;
        return problem is null ? item : null;
    }

    /// <summary>The patch: fields that are there are set, null clears (RFC 7396). Null and the problem if something is wrong.</summary>
    public ItemPatch? ReadPatch(JsonElement row, string itemId, out long? revision, out RowProblem? problem)
    {
        if (Read(row, itemId, out revision, out problem) is not { } values)
            return null;

        ItemFields set = ItemFields.None;
        foreach ((string name, ItemFields field) in PatchFields)
        {
            if (_fields.Has(name))
                set |= field;
        }

        return new ItemPatch(set, values);
    }

    private string ReadItemId(string? fromPath)
    {
        if (fromPath is null)
            return _fields.RequiredId("itemId");

        if (_fields.OptionalId("itemId") is { } inBody && _fields.Problem is null && inBody != fromPath)
            _fields.Fail(ProblemCodes.IdMismatch, "'itemId' is another than the id in the path.", "itemId");

        return fromPath;
    }

    private List<ItemAttribute> ReadAttributes()
    {
        List<ItemAttribute> attributes = [];
        foreach (JsonElement element in _fields.OptionalArray("attributes", MaxAttributes))
        {
            JsonFields pair = new(["name", "value"], $"attributes[{attributes.Count}].");
            pair.Read(element);
            string? name = pair.RequiredText("name", MaxAttributeNameLength);
            string? value = pair.RequiredText("value", MaxAttributeValueLength);
            if (pair.Problem is { } problem)
            {
                _fields.Fail(problem);
                break;
            }

            attributes.Add(new ItemAttribute(name!, value!));
        }

        return attributes;
    }

    private float[]? ReadEmbedding(string field)
    {
        if (!_fields.TryGet(field, out _))
            return null;

        IReadOnlyList<JsonElement> elements = _fields.OptionalArray(field, MaxEmbeddingLength);
        float[] embedding = new float[elements.Count];
        for (int i = 0; i < embedding.Length; i++)
        {
            if (elements[i].ValueKind != JsonValueKind.Number || !float.IsFinite(embedding[i] = elements[i].GetSingle()))
            {
                _fields.Fail(ProblemCodes.WrongType, $"'{field}' has to hold finite numbers; element {i} is none.", $"{field}[{i}]");
                return null;
            }
        }

        return embedding.Length == 0 ? null : embedding;
    }
}
