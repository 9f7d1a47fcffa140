using System.Globalization;
using System.Text;

namespace Tandem.Features.Text;

/// <summary>The tables of <see cref="CompatibilityForm"/>, as <c>eng/unicode/compatibility_form.py</c> writes them.</summary>
internal sealed class CompatibilityTables
{
    private const string Resource = "Tandem.Features.Text.compatibility-form.txt";

    private readonly Dictionary<int, int[]> _decompositions = [];
    private readonly Dictionary<int, byte> _classes = [];
    private readonly Dictionary<(int, int), int> _composites = [];
    private readonly bool[] _suspect = new bool[char.MaxValue + 1];

    private CompatibilityTables()
    {
    }

    public static CompatibilityTables Read()
    {
        CompatibilityTables tables = new();
        using Stream stream = typeof(CompatibilityTables).Assembly.GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream, Encoding.ASCII);
        while (reader.ReadLine() is { } line)
        {
            tables.Add(line.Split(' '));
        }

        tables.MarkSuspects();
        return tables;
    }

    /// <summary>True if the character is its own form whatever stands beside it.</summary>
    public bool IsPlain(char c) => !_suspect[c];

    /// <summary>0 for a starter.</summary>
    public byte CombiningClass(int code) => _classes.GetValueOrDefault(code);

    public void Decompose(int code, List<int> destination)
    {
        if (_decompositions.TryGetValue(code, out int[]? parts))
        {
            destination.AddRange(parts);
        }
        else
        {
            destination.Add(code);
        }
    }

    public bool Composite(int first, int second, out int composite) => _composites.TryGetValue((first, second), out composite);

    private void Add(string[] fields)
    {
        switch (fields[0])
        {
            case "D":
                _decompositions.Add(Code(fields[1]), [.. fields.Skip(2).Select(Code)]);
                break;
            case "K":
                _classes.Add(Code(fields[2]), byte.Parse(fields[1], CultureInfo.InvariantCulture));
                break;
            case "P":
                _composites.Add((Code(fields[1]), Code(fields[2])), Code(fields[3]));
                break;
        }
    }

    private void MarkSuspects()
    {
        HashSet<int> composites = [.. _composites.Values];
        foreach (int code in _decompositions.Keys.Where(code => !composites.Contains(code)).Concat(_classes.Keys).Concat(_composites.Keys.Select(pair => pair.Item2)))
        {
            if (code <= char.MaxValue)
            {
                _suspect[code] = true;
            }
        }

        Array.Fill(_suspect, true, 0xD800, 0x800); // Surrogates: what they stand for is looked up.
    }

    private static int Code(string hexadecimal) => int.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
