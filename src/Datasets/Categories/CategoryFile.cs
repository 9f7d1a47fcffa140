using System.Globalization;
using System.Text.RegularExpressions;
using Tandem.Datasets.Importing;
using Tandem.Domain;

namespace Tandem.Datasets.Categories;

/// <summary>Reads a hierarchy from a text file, plain or gzipped, in one of the formats of <see cref="CategoryFileFormat"/>.</summary>
public static partial class CategoryFile
{
    /// <summary>One entry for each category and parent: a category with several parents comes several times.</summary>
    /// <exception cref="TandemException">The file can't be read or a line has another form; the message has the line's number.</exception>
    public static IReadOnlyList<Category> Read(string path, CategoryFileFormat format)
    {
        using InputFile file = InputFile.Open(path);
        IEnumerable<(int Number, string Text)> lines = Lines(file);
        List<Category> categories = format switch
        {
            CategoryFileFormat.Edges => [.. lines.Select(line => Edge(file, line.Number, line.Text))],
            CategoryFileFormat.Paths => Paths(lines.Select(line => line.Text)),
            CategoryFileFormat.Google => Google(file, lines),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
        return categories.Count > 0 ? categories : throw new TandemException($"{path} has no category.");
    }

    private static IEnumerable<(int Number, string Text)> Lines(InputFile file)
    {
        for (int number = 1; ReadLine(file, number) is { } text; number++)
        {
            if (text.Length > 0 && text[0] != '#' && !string.IsNullOrWhiteSpace(text))
            {
                yield return (number, text);
            }
        }
    }

    private static string? ReadLine(InputFile file, int number)
    {
        try
        {
            return file.Text.ReadLine();
        }
        catch (InvalidDataException error)
        {
            throw Malformed(file, number, $"the gzip stream is damaged: {error.Message}");
        }
    }

    private static Category Edge(InputFile file, int number, string text)
    {
        string[] fields = text.Split('\t');
        return fields.Length >= 2 && fields[0].Length > 0 && fields[1].Length > 0
            ? new Category(fields[0], fields[1], fields[0])
            : throw Malformed(file, number, $"expected `child TAB parent`, found '{text}'");
    }

    private static List<Category> Paths(IEnumerable<string> lines)
    {
        CategoryPaths paths = new();
        foreach (string line in lines)
        {
            paths.Add(line);
        }

        return [.. paths.Categories];
    }

    private static List<Category> Google(InputFile file, IEnumerable<(int Number, string Text)> lines)
    {
        List<Category> categories = [];
        Stack<(string Id, int Last)> open = new();
        Dictionary<string, string> idOfPath = new(StringComparer.Ordinal);
        foreach ((int number, string text) in lines)
        {
            if (NestedSet().Match(text) is { Success: true } nested)
            {
                int first = Number(nested.Groups["first"]);
                while (open.TryPeek(out (string Id, int Last) above) && above.Last < first)
                {
                    open.Pop();
                }

                string id = nested.Groups["id"].Value;
                categories.Add(new Category(id, open.TryPeek(out (string Id, int Last) parent) ? parent.Id : null, nested.Groups["name"].Value));
                open.Push((id, Number(nested.Groups["last"])));
            }
            else if (PathWithId().Match(text) is { Success: true } full)
            {
                string path = full.Groups["path"].Value;
                int cut = path.LastIndexOf(" > ", StringComparison.Ordinal);
                string? above = null;
                if (cut >= 0 && !idOfPath.TryGetValue(path[..cut], out above))
                {
                    throw Malformed(file, number, $"'{path[..cut]}' has no line before it");
                }

                idOfPath[path] = full.Groups["id"].Value;
                categories.Add(new Category(full.Groups["id"].Value, above, path[(cut < 0 ? 0 : cut + 3)..]));
            }
            else
            {
                throw Malformed(file, number, $"expected `ID | [FIRST-LAST] | NAME` or `ID - PATH`, found '{text}'");
            }
        }

        return categories;
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static TandemException Malformed(InputFile file, int number, string problem) =>
        new($"{file.Path}, line {number}: {problem}. Correct the line, or choose another --format.");

    [GeneratedRegex(@"^\s*(?<id>\d{1,9}) \| \[\s*(?<first>\d{1,9})-\s*(?<last>\d{1,9})\] \| (?<name>.+)$")]
    private static partial Regex NestedSet();

    [GeneratedRegex(@"^(?<id>\d{1,9}) - (?<path>.+)$")]
    private static partial Regex PathWithId();
}
