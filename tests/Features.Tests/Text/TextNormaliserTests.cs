using FsCheck.Xunit;
using Tandem.Features.Text;

namespace Tandem.Features.Tests.Text;

public class TextNormaliserTests
{
    [Theory]
    [InlineData("  Тёплый   Свитер ", "теплый свитер")]
    [InlineData("A\tB\nC", "a b c")]
    [InlineData("\uFF21\uFB01", "afi")]
    [InlineData("\u0435\u0308\u0306", "\u04D7")] // ё and a breve: е and a breve, which compose
    [InlineData(null, "")]
    [InlineData(" ", "")]
    public void Normalise_Spelling_IsFolded(string? text, string expected) => Assert.Equal(expected, TextNormaliser.Normalise(text));

    [Property]
    public bool Normalise_Twice_ChangesNothingMore(string? text)
    {
        string once = TextNormaliser.Normalise(text);
        return TextNormaliser.Normalise(once) == once;
    }
}
