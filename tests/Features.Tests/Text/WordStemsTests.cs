using Tandem.Features.Text;

namespace Tandem.Features.Tests.Text;

public class WordStemsTests
{
    // Taken from the vocabularies that the Snowball project publishes beside its algorithms.
    [Theory]
    [InlineData("consistency", "consist")]
    [InlineData("knightly", "knight")]
    [InlineData("важнейшими", "важн")]
    [InlineData("вагоном", "вагон")]
    public void Of_WordOfTheVocabulary_IsItsStem(string word, string stem) => Assert.Equal(stem, WordStems.Of(word).ToString());

    [Theory]
    [InlineData("платье", "платья")]
    [InlineData("dress", "dresses")]
    [InlineData("женское", "женская")]
    public void Of_TwoFormsOfAWord_IsTheSame(string one, string other) => Assert.Equal(WordStems.Of(one).ToString(), WordStems.Of(other).ToString());

    [Theory]
    [InlineData("the")]
    [InlineData("для")]
    public void Of_StopWord_IsEmpty(string word) => Assert.True(WordStems.Of(word).IsEmpty);

    [Theory]
    [InlineData("xs42")]
    [InlineData("café")]
    [InlineData("дress")]
    public void Of_WordOfNoKnownScript_IsItself(string word) => Assert.Equal(word, WordStems.Of(word).ToString());
}
