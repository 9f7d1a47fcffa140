using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Tandem.Gateway.Problems;

namespace Tandem.Gateway.Json;

/// <summary>
/// Reads objects of one shape strictly: unknown and repeated fields and wrong types are problems, null counts as absent. The first
/// problem stays; reads after it give defaults. One instance serves many objects, one after another.
/// </summary>
/// <param name="path">Put before field names in messages, such as <c>events[2].</c></param>
internal sealed class JsonFields(string[] names, string path = "")
{
    private readonly JsonElement[] _values = new JsonElement[names.Length];

    /// <summary>What was wrong with the current object; null if nothing was.</summary>
    public RowProblem? Problem { get; private set; }

    /// <summary>Takes the next object.</summary>
    public void Read(JsonElement element)
    {
        Problem = null;
        Array.Clear(_values);
        if (element.ValueKind != JsonValueKind.Object)
        {
            Fail(ProblemCodes.NotAnObject, $"A JSON object is needed here, this is {NameOf(element.ValueKind)}.", null);
            return;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            int index = IndexOf(property);
            if (index < 0)
                Fail(ProblemCodes.UnknownField, $"There is no field '{Shorten(NameOf(property))}'; known are {string.Join(", ", names)}.", NameOf(property));
            else if (_values[index].ValueKind != JsonValueKind.Undefined)
                Fail(ProblemCodes.DuplicateField, $"The field '{names[index]}' is there twice.", names[index]);
            else
                _values[index] = property.Value;
        }
    }

    /// <summary>Whether the field is there, null included.</summary>
    public bool Has(string name) => _values[IndexOf(name)].ValueKind != JsonValueKind.Undefined;

    /// <summary>The raw value of a field that is neither absent nor null.</summary>
    public bool TryGet(string name, out JsonElement value)
    {
        value = _values[IndexOf(name)];
        return Problem is null && value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
    }

    /// <summary>An id that has to be there.</summary>
    public string RequiredId(string name)
    {
        string? id = RequiredText(name, int.MaxValue);
        if (id is not null && TextRules.CheckId(id) is { } wrong)
            Fail(wrong.Code, $"'{name}' {wrong.Message}", name);

        return id ?? "";
    }

    /// <summary>An id that may be absent.</summary>
    public string? OptionalId(string name) => TryGet(name, out _) ? RequiredId(name) : null;

    /// <summary>A text that has to be there, without control characters.</summary>
    public string? RequiredText(string name, int maxLength)
    {
        if (Problem is null && !TryGet(name, out _))
            Fail(ProblemCodes.MissingField, $"The field '{name}' is missing.", name);

        return OptionalText(name, maxLength);
    }

    /// <summary>A text that may be absent, without control characters.</summary>
    public string? OptionalText(string name, int maxLength)
    {
        if (!TryGet(name, out JsonElement value) || !Is(value, JsonValueKind.String, name, "a string"))
            return null;

        if (!TryGetString(value, out string? text))
        {
            Fail(ProblemCodes.InvalidText, $"'{name}' is not valid Unicode text.", name);
            return null;
        }

        if (TextRules.CheckText(text, maxLength) is { } wrong)
            Fail(wrong.Code, $"'{name}' {wrong.Message}", name);

        return text;
    }

    /// <summary>A finite number that may be absent.</summary>
    public double? OptionalNumber(string name, double min = double.MinValue, double max = double.MaxValue)
    {
        if (!TryGet(name, out JsonElement value) || !Is(value, JsonValueKind.Number, name, "a number"))
            return null;

        double number = value.GetDouble();
        if (number >= min && number <= max)
            return number;

        string range = min == double.MinValue && max == double.MaxValue ? "a finite number" : $"between {min} and {max}";
        Fail(ProblemCodes.OutOfRange, $"'{name}' has to be {range}.", name);
        return null;
    }

    /// <summary>A whole number that may be absent.</summary>
    public long? OptionalInteger(string name, long min, long max)
    {
        if (!TryGet(name, out JsonElement value) || !Is(value, JsonValueKind.Number, name, "a whole number"))
            return null;

        if (value.TryGetInt64(out long number) && number >= min && number <= max)
            return number;

        Fail(ProblemCodes.OutOfRange, $"'{name}' has to be a whole number between {min} and {max}.", name);
        return null;
    }

    /// <summary>True or false, or the default when absent.</summary>
    public bool Flag(string name, bool otherwise)
    {
        if (!TryGet(name, out JsonElement value))
            return otherwise;

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();

        Fail(ProblemCodes.WrongType, $"'{name}' has to be true or false, it is {NameOf(value.ValueKind)}.", name);
        return otherwise;
    }

    /// <summary>The elements of an array that may be absent.</summary>
    public IReadOnlyList<JsonElement> OptionalArray(string name, int maxCount)
    {
        if (!TryGet(name, out JsonElement value) || !Is(value, JsonValueKind.Array, name, "an array"))
            return [];

        if (value.GetArrayLength() <= maxCount)
            return [.. value.EnumerateArray()];

        Fail(ProblemCodes.TooManyValues, $"'{name}' may have at most {maxCount} elements, it has {value.GetArrayLength()}.", name);
        return [];
    }

    /// <summary>Notes a problem that a check outside this class found.</summary>
    public void Fail(string code, string message, string? field) =>
        Problem ??= new RowProblem(code, message, field is null ? (path.Length == 0 ? null : path.TrimEnd('.')) : path + Shorten(field));

    /// <summary>Takes over the problem of an object inside this one.</summary>
    public void Fail(RowProblem problem) => Problem ??= problem;

    /// <summary>Reads a string; false if it holds half a surrogate pair or bytes that are no UTF-8.</summary>
    public static bool TryGetString(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = value.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    private bool Is(JsonElement value, JsonValueKind kind, string name, string needed)
    {
        if (value.ValueKind == kind)
            return true;

        Fail(ProblemCodes.WrongType, $"'{name}' has to be {needed}, it is {NameOf(value.ValueKind)}.", name);
        return false;
    }

    private int IndexOf(string name) => Array.IndexOf(names, name);

    private int IndexOf(JsonProperty property)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (property.NameEquals(names[i]))
                return i;
        }

        return -1;
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : text[..64] + "…";

    private static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
