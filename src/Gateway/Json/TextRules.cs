using Tandem.Gateway.Problems;

namespace Tandem.Gateway.Json;

/// <summary>What ids and texts from outside may look like.</summary>
internal static class TextRules
{
    /// <summary>The longest id, in UTF-16 code units.</summary>
    public const int MaxIdLength = 256;

    /// <summary>Null if the id is good, else a code and the rest of a sentence that starts with the field's name.</summary>
    public static (string Code, string Message)? CheckId(string id) => id.Length switch
    {
        0 => (ProblemCodes.IdEmpty, "is empty; an id has 1 to 256 characters."),
        > MaxIdLength => (ProblemCodes.IdTooLong, $"has {id.Length} characters; an id has 1 to 256."),
        _ => CheckText(id, MaxIdLength),
    };

    /// <summary>Null if the text is good, else a code and the rest of a sentence that starts with the field's name.</summary>
    public static (string Code, string Message)? CheckText(string text, int maxLength)
    {
        if (text.Length > maxLength)
            return (ProblemCodes.TextTooLong, $"has {text.Length} characters, at most {maxLength} are allowed.");

        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
                return (ProblemCodes.ControlCharacter, $"has the control character U+{(int)text[i]:X4} at position {i}.");
        }

        return null;
    }
}
