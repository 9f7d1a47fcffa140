using FsCheck.Xunit;
using Tandem.Features.Text;

namespace Tandem.Features.Tests.Text;

public class TextTokensTests
{
    [Fact]
    public void Hash_OneWord_GivesTheWordAndItsMarkedGrams()
    {
        // " red " has one word, three 3-grams, two 4-grams and one 5-gram.
        Assert.Equal(7, Tokens("red").Length);
    }

    [Fact]
    public void Hash_TwoWords_GivesTheirPairToo() => Assert.Equal(7 + 7 + 1, Tokens("red hat").Length);

    [Fact]
    public void Hash_StopWordBetween_PartsNoPair() => Assert.Equal(Tokens("red hat"), Tokens("red the hat"));

    [Fact]
    public void Hash_CaseAndYo_MakeNoDifference() => Assert.Equal(Tokens("зеленый"), Tokens("ЗЕЛЁНЫЙ"));

    [Fact]
    public void Hash_KnownWord_HasAStableBucket() => Assert.Equal(Tokens("red")[0], Tokens("blue, RED!")[^7]);

    [Property]
    public bool Hash_AnyText_StaysWithinItsCapacity(string? text) => Tokens(text ?? "").All(bucket => bucket is >= 0 and < 1024);

    [Fact]
    public void Hash_WordLongerThanTheBuffer_IsReadToItsEnd() =>
        Assert.NotEqual(Tokens(new string('a', 300) + "b"), Tokens(new string('a', 300) + "c"));

    private static int[] Tokens(string text)
    {
        int[] buckets = new int[TextTokens.Capacity(text.Length)];
        return buckets[..TextTokens.Hash(text, 1024, buckets)];
    }
}
