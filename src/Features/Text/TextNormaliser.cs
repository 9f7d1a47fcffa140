namespace Tandem.Features.Text;

/// <summary>
/// One spelling for texts that people would call equal: Unicode form KC, lower case, ё as е, every run of white space or
/// control characters as one space, none at the ends. Applying it twice changes nothing.
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

        string folded = FoldAll(CompatibilityForm.Of(text));
        while (!CompatibilityForm.Holds(folded))
        {
            // Folding may leave a letter beside an accent that it composes with, and the composite may fold again.
            string again = FoldAll(CompatibilityForm.Of(folded));
            if (again == folded)
            {
                break;
            }

            folded = again;
        }

        return folded;
    }

    /// <summary>The text in Unicode form KC, otherwise as it was.</summary>
    public static string Compatible(string text) => CompatibilityForm.Of(text);

    /// <summary>Letters without their accents: é as e, й as и. All else, ligatures and wide letters too, stays.</summary>
    public static string WithoutMarks(string text) => CompatibilityForm.WithoutMarks(text);

    /// <summary>
    /// For a text in form KC: writes the normalised text and returns its length, which is never above that of
    /// <paramref name="text"/>.
    /// </summary>
    internal static int Fold(ReadOnlySpan<char> text, Span<char> destination)
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

    private static string FoldAll(string text)
    {
        Span<char> buffer = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        return new string(buffer[..Fold(text, buffer)]);
    }

    /// <summary>Lower case, ё as е.</summary>
    internal static char Fold(char c)
    {
        char lower = char.ToLowerInvariant(c);
        return lower == 'ё' ? 'е' : lower;
    }
}
