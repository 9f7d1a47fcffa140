namespace Tandem.Features.Text;

/// <summary>
/// One spelling for texts that people would call equal: lower case, ё as е, every run of white space or control
/// characters as one space, none at the ends. Applying it twice changes nothing.
/// </summary>
public static class TextNormaliser
{
    /// <summary>The normalised text; empty for null.</summary>
    public static string Normalise(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        Span<char> buffer = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        return new string(buffer[..Normalise(text, buffer)]);
    }

    /// <summary>Writes the normalised text and returns its length, which is never above that of <paramref name="text"/>.</summary>
    internal static int Normalise(ReadOnlySpan<char> text, Span<char> destination)
    {
        int length = 0;
        foreach (char c in text)
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
            {
                destination[length++] = Fold(c);
            }
            else if (length > 0 && destination[length - 1] != ' ')
            {
                destination[length++] = ' ';
            }
        }

        return length > 0 && destination[length - 1] == ' ' ? length - 1 : length;
    }

    /// <summary>Lower case, ё as е.</summary>
    internal static char Fold(char c)
    {
        char lower = char.ToLowerInvariant(c);
        return lower == 'ё' ? 'е' : lower;
    }
}
