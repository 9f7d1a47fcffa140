using System.Text;

namespace Tandem.Features.Text;

/// <summary>
/// Unicode normalisation form KC (UAX #15): full-width letters, ligatures, circled digits and letters with loose accents become
/// the plain ones. From a table of its own, because .NET without ICU, as this program runs, leaves every text as it is. Hangul
/// syllables stay; loose conjoining jamo are not composed. A lone surrogate becomes U+FFFD.
/// </summary>
internal static class CompatibilityForm
{
    private static readonly CompatibilityTables Tables = CompatibilityTables.Read();

    /// <summary>True for a text that is certainly in the form already; nearly every text is.</summary>
    public static bool Holds(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!Tables.IsPlain(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text in form KC; the same instance where it is plain.</summary>
    public static string Of(string text)
    {
        if (Holds(text))
        {
            return text;
        }

        List<int> codes = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            Tables.Decompose(rune.Value, codes);
        }

        Order(codes);
        StringBuilder composed = new(codes.Count);
        foreach (int code in Compose(codes))
        {
            composed.Append(new Rune(code).ToString());
        }

        return composed.ToString();
    }

    /// <summary>The text without combining marks, loose or as a part of a letter; what is no letter with marks stays as it is.</summary>
    public static string WithoutMarks(string text)
    {
        StringBuilder plain = new(text.Length);
        List<int> parts = [];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Tables.CombiningClass(rune.Value) > 0)
            {
                continue;
            }

            parts.Clear();
            Tables.Decompose(rune.Value, parts);
            bool marked = parts.Count > 1 && parts.Skip(1).All(static part => Tables.CombiningClass(part) > 0);
            plain.Append(marked ? new Rune(parts[0]).ToString() : rune.ToString());
        }

        return plain.ToString();
    }

    /// <summary>Sorts every run of combining marks by their class; equal ones keep their order (insertion sort, runs are short).</summary>
    private static void Order(List<int> codes)
    {
        for (int i = 1; i < codes.Count; i++)
        {
            int code = codes[i];
            byte mark = Tables.CombiningClass(code);
            int place = i;
            while (mark > 0 && place > 0 && Tables.CombiningClass(codes[place - 1]) > mark)
            {
                codes[place] = codes[place - 1];
                place--;
            }

            codes[place] = code;
        }
    }

    /// <summary>Joins each mark with the last starter before it, unless a mark of the same or a higher class stands between.</summary>
    private static List<int> Compose(List<int> codes)
    {
        List<int> composed = new(codes.Count);
        int starter = -1;
        byte lastClass = 0;
        foreach (int code in codes)
        {
            byte mark = Tables.CombiningClass(code);
            bool reaches = starter >= 0 && (starter == composed.Count - 1 || lastClass < mark);
            if (reaches && Tables.Composite(composed[starter], code, out int joined))
            {
                composed[starter] = joined;
                continue;
            }

            if (mark == 0)
            {
                starter = composed.Count;
            }

            lastClass = mark;
            composed.Add(code);
        }

        return composed;
    }
}
