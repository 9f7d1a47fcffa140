using Tandem.Domain;
using Tandem.Features.Text;

namespace Tandem.Features.Inspection;

/// <summary>The texts of an item, as the built-in encoder was given them.</summary>
internal static class TextReading
{
    private const int Shown = 100;

    /// <param name="item">The item.</param>
    /// <param name="attributes">Names of the attributes that are texts.</param>
    /// <param name="known">Whether the block says anything.</param>
    public static IReadOnlyList<string> Of(ItemDescription item, IReadOnlyCollection<string> attributes, bool known)
    {
        string[] texts = [.. ItemTexts.Of(item, attributes).Select(Quoted)];
        return texts.Length == 0 ? ["no text"] : known ? texts : [.. texts, "nothing of which the fit knows"];
    }

    private static string Quoted(string text) =>
        text.Length <= Shown ? $"'{text}'" : FormattableString.Invariant($"'{text[..Shown]}…', {text.Length:N0} characters");
}
