using System.Text;
using FsCheck.Xunit;
using Tandem.Datasets.Columns;

namespace Tandem.Datasets.Tests.Columns;

public sealed class TextCodesTests
{
    [Property]
    public void CodeOf_AnyTexts_NumbersThemByFirstAppearance(string?[] texts)
    {
        string[] clean = [.. texts.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? "")))];
        var codes = new TextCodes();
        int[] given = [.. clean.Select(codes.CodeOf)];
        Assert.Equal(clean, given.Select(code => codes.ToStrings()[code]));
    }

    [Fact]
    public void CodeOf_ManyTexts_SurvivesGrowth()
    {
        var codes = new TextCodes();
        for (int i = 0; i < 100_000; i++)
        {
            codes.CodeOf($"text {i}");
        }

        Assert.Equal((100_000, 77_777), (codes.Count, codes.CodeOf("text 77777")));
    }

    [Fact]
    public void TryFind_UnknownText_IsFalse() => Assert.False(new TextCodes().TryFind("x"u8, out _));
}
