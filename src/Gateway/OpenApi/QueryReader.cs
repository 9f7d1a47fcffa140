using System.Globalization;
using Microsoft.Extensions.Primitives;
using Tandem.Gateway.Json;
using Tandem.Gateway.Problems;

namespace Tandem.Gateway.OpenApi;

/// <summary>Reads query parameters strictly: undeclared, repeated and unreadable ones end the request with a 400 problem.</summary>
internal sealed class QueryReader
{
    private readonly IQueryCollection _query;

    public QueryReader(IQueryCollection query, IReadOnlyList<QueryField> declared)
    {
        _query = query;
        foreach ((string name, StringValues values) in query)
        {
            QueryField? field = declared.FirstOrDefault(candidate => candidate.Name == name);
            if (field is null)
                throw Problem(ProblemCodes.UnknownParameter, $"There is no parameter '{name}'; known are {string.Join(", ", declared.Select(known => known.Name))}.", name);

            if (values.Count > 1 && !field.Many)
                throw Problem(ProblemCodes.DuplicateParameter, $"The parameter '{name}' is there {values.Count} times.", name);
        }
    }

    public string? Text(string name, int maxLength)
    {
        if (!_query.TryGetValue(name, out StringValues values))
            return null;

        string text = values.ToString();
        if (TextRules.CheckText(text, maxLength) is { } wrong)
            throw Problem(wrong.Code, $"'{name}' {wrong.Message}", name);

        return text;
    }

    public string? Id(string name) => _query.TryGetValue(name, out StringValues values) ? CheckId(name, values.ToString()) : null;

    public string[] Ids(string name, int maxCount)
    {
        if (!_query.TryGetValue(name, out StringValues values))
            return [];

        if (values.Count > maxCount)
            throw Problem(ProblemCodes.TooManyValues, $"'{name}' may be given at most {maxCount} times.", name);

        return [.. values.Select(id => CheckId(name, id ?? ""))];
    }

    public int Integer(string name, int otherwise, int min, int max)
    {
        if (!_query.TryGetValue(name, out StringValues values))
            return otherwise;

        if (!long.TryParse(values.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            throw Problem(ProblemCodes.InvalidParameter, $"'{name}' has to be a whole number.", name);

        return number >= min && number <= max
            ? (int)number
            : throw Problem(ProblemCodes.OutOfRange, $"'{name}' has to be between {min} and {max}.", name);
    }

    public long Long(string name, long otherwise) =>
        !_query.TryGetValue(name, out StringValues values) ? otherwise
        : long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw Problem(ProblemCodes.InvalidParameter, $"'{name}' has to be a whole number from 0.", name);

    /// <summary>A finite number from 0.</summary>
    public double? Number(string name)
    {
        if (!_query.TryGetValue(name, out StringValues values))
            return null;

        if (!double.TryParse(values.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
            throw Problem(ProblemCodes.InvalidParameter, $"'{name}' has to be a finite number such as 9.99.", name);

        return number >= 0 ? number : throw Problem(ProblemCodes.OutOfRange, $"'{name}' cannot be negative.", name);
    }

    public bool Flag(string name, bool otherwise)
    {
        if (!_query.TryGetValue(name, out StringValues values))
            return otherwise;

        return bool.TryParse(values.ToString(), out bool flag)
            ? flag
            : throw Problem(ProblemCodes.InvalidParameter, $"'{name}' has to be true or false.", name);
    }

    private static string CheckId(string name, string id) =>
        TextRules.CheckId(id) is { } wrong ? throw Problem(wrong.Code, $"'{name}' {wrong.Message}", name) : id;

    private static ProblemException Problem(string code, string detail, string name) => new(400, code, detail, name);
}
