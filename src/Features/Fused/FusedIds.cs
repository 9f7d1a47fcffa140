using System.Text;
using Tandem.Domain;

namespace Tandem.Features.Fused;

/// <summary>
/// The ids of a fused matrix's rows, a file beside it: one id a line, UTF-8, in the order of the rows. A backslash, line feed
/// or carriage return within an id is written as <c>\\</c>, <c>\n</c>, <c>\r</c>.
/// </summary>
public static class FusedIds
{
    public static void Write(string file, IEnumerable<string> ids)
    {
        using StreamWriter writer = new(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
        foreach (string id in ids)
        {
            writer.Write(id.AsSpan().ContainsAny('\\', '\n', '\r')
                ? id.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
                : id);
            writer.Write('\n');
        }
    }

    /// <exception cref="TandemException">A line is not what <see cref="Write"/> writes.</exception>
    public static IEnumerable<string> Read(string file) => File.ReadLines(file).Select((line, row) => Unescaped(file, line, row));

    private static string Unescaped(string file, string line, int row)
    {
        if (!line.Contains('\\', StringComparison.Ordinal))
        {
            return line;
        }

        StringBuilder id = new(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\')
            {
                id.Append(line[i]);
                continue;
            }

            char next = ++i < line.Length ? line[i] : ' ';
            id.Append(next switch
            {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => throw new TandemException($"{file} line {row + 1}: '{line}' has a lone backslash. Build the features again."),
            });
        }

        return id.ToString();
    }
}
