using System.Text;
using FsCheck.Xunit;
using Tandem.Features.Text;

namespace Tandem.Features.Tests.Text;

public class CompatibilityFormTests
{
    [Theory]
    [InlineData("\uFF21\uFF22\uFF23", "ABC")] // full width
    [InlineData("\uFB01ne", "fine")] // ligature
    [InlineData("\u0438\u0306", "\u0439")] // и and a breve: й
    [InlineData("\u0435\u0308\u0306", "\u0451\u0306")] // е, diaeresis, breve: ё and a breve
    [InlineData("A\u030A", "\u00C5")]
    [InlineData("\u212B", "\u00C5")] // the unit of length
    [InlineData("x\u00B2", "x2")]
    [InlineData("\u2460", "1")] // circled
    [InlineData("q\u0307\u0323", "q\u0323\u0307")] // marks in the order of their classes
    [InlineData("d\u0307\u0323", "\u1E0D\u0307")]
    [InlineData("\uD835\uDC0D", "N")] // mathematical bold, beyond 16 bits
    [InlineData("\uFDFA", "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064A\u0647 \u0648\u0633\u0644\u0645")] // 1 to 18
    [InlineData("\uD55C", "\uD55C")] // a Hangul syllable
    public void Of_KnownText_IsTheStandardsForm(string text, string expected) => Assert.Equal(expected, CompatibilityForm.Of(text));

    [Fact]
    public void Of_LoneSurrogate_BecomesTheReplacementCharacter() => Assert.Equal("a\uFFFD", CompatibilityForm.Of("a" + (char)0xD800));

    [Fact]
    public void Of_PlainText_IsTheSameInstance()
    {
        const string Text = "Тёплый свитер, 100 % wool";
        Assert.Same(Text, CompatibilityForm.Of(Text));
    }

    [Fact]
    public void Holds_EveryCharacterAlone_OnlyWhereNothingWouldChange()
    {
        for (int code = 0; code <= char.MaxValue; code++)
        {
            string text = ((char)code).ToString();
            if (CompatibilityForm.Holds(text))
            {
                // Folding must not lead out of the form: attributes are encoded without a second look.
                Assert.True(CompatibilityForm.Holds(TextNormaliser.Fold((char)code).ToString()), $"U+{code:X4}");
            }
        }
    }

    [Fact]
    public void Of_EveryCodePointTwice_ChangesNothingMore()
    {
        for (int code = 0; code <= 0x10FFFF; code++)
        {
            if (Rune.IsValid(code))
            {
                string once = CompatibilityForm.Of(new Rune(code).ToString());
                Assert.Equal(once, CompatibilityForm.Of(once));
            }
        }
    }

    [Property]
    public bool Of_AnyText_Twice_ChangesNothingMore(string text) =>
        CompatibilityForm.Of(CompatibilityForm.Of(text)) == CompatibilityForm.Of(text);
}
