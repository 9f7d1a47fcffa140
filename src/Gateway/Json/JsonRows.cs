using System.Net.Http.Headers;
using System.Text.Json;
using Tandem.Gateway.Problems;

namespace Tandem.Gateway.Json;

/// <summary>Reads one value of a body; called with the row's index and either the value or what was wrong with its JSON.</summary>
internal delegate void RowVisitor(int index, JsonElement row, RowProblem? problem);

/// <summary>Splits a body into rows: one object, an array, or a value a line (NDJSON).</summary>
internal static class JsonRows
{
    /// <summary>The most rows of one request.</summary>
    public const int MaxRows = 100_000;

    private const string Json = "application/json";

    private static readonly string[] LineMediaTypes = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"];

    /// <summary>True for a body of lines, false for one JSON value.</summary>
    /// <exception cref="ProblemException">415, neither.</exception>
    public static bool IsLines(HttpRequest request, params ReadOnlySpan<string> alsoJson)
    {
        string? mediaType = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? parsed) ? parsed.MediaType : null;
        if (mediaType is not null && LineMediaTypes.Contains(mediaType, StringComparer.OrdinalIgnoreCase))
            return true;

        if (string.Equals(mediaType, Json, StringComparison.OrdinalIgnoreCase) || (mediaType is not null && alsoJson.Contains(mediaType)))
            return false;

        throw new ProblemException(
            415, ProblemCodes.UnsupportedMediaType, "Send Content-Type application/json, or application/x-ndjson where several rows are allowed.");
    }

    /// <summary>Visits the one object, or each element of the array. A syntax error anywhere refuses the whole body.</summary>
    /// <exception cref="ProblemException">400, the body is empty or no JSON; 413, too many rows.</exception>
    public static void VisitJson(ReadOnlyMemory<byte> body, RowVisitor visit)
    {
        using JsonDocument document = Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            visit(0, document.RootElement, null);
            return;
        }

        CheckRows(document.RootElement.GetArrayLength());
        int index = 0;
        foreach (JsonElement row in document.RootElement.EnumerateArray())
            visit(index++, row, null);
    }

    /// <summary>Visits each line; blank lines are passed over but counted, so that the index finds the line again.</summary>
    /// <exception cref="ProblemException">400, there is no line with a value; 413, too many rows.</exception>
    public static void VisitLines(ReadOnlyMemory<byte> body, RowVisitor visit)
    {
        int index = 0, visited = 0;
        for (ReadOnlyMemory<byte> rest = body; rest.Length > 0; index++)
        {
            int end = rest.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
                continue;

            CheckRows(++visited);
            VisitLine(index, line, visit);
        }

        if (visited == 0)
            throw Empty();
    }

    /// <summary>Parses a body that is one JSON value.</summary>
    /// <exception cref="ProblemException">400, the body is empty or no JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            throw Empty();

        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException error)
        {
            throw new ProblemException(400, ProblemCodes.MalformedJson, Describe(error));
        }
    }

    private static void VisitLine(int index, ReadOnlyMemory<byte> line, RowVisitor visit)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException error)
        {
            visit(index, default, new RowProblem(ProblemCodes.MalformedJson, $"Line {index + 1} is no JSON, at byte {error.BytePositionInLine + 1}."));
            return;
        }

        using (document)
            visit(index, document.RootElement, null);
    }

    private static string Describe(JsonException error) =>
        $"The body is no JSON, at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}. Nothing was accepted.";

    private static ProblemException Empty() => new(400, ProblemCodes.EmptyBody, "The body is empty; a JSON value is needed.");

    private static void CheckRows(int rows)
    {
        if (rows > MaxRows)
            throw new ProblemException(413, ProblemCodes.TooManyRows, $"At most {MaxRows} rows are allowed in one request. Send them in parts.");
    }
}
