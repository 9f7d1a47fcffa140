using Tandem.Domain;
using Tandem.Features.Onnx.Vocabularies;

namespace Tandem.Features.Onnx.Tests.Vocabularies;

public sealed class TokenizerJsonTests : IDisposable
{
    private readonly EncoderFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, "Red café", new[] { 2, 5, 6, 3 })]
    [InlineData(false, "Red café", new[] { 2, 1, 1, 3 })]
    public void Encode_WordPiece_FollowsTheNormaliser(bool lower, string text, int[] numbers) => AssertTokens(
        $$"""
        {"added_tokens":[{"id":0,"content":"[PAD]","special":true}],"normalizer":{"type":"BertNormalizer","lowercase":{{(lower ? "true" : "false")}},"strip_accents":null},
         "model":{"type":"WordPiece","unk_token":"[UNK]","vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"[MASK]":4,"red":5,"cafe":6} } }
        """,
        text,
        numbers);

    [Theory]
    [InlineData("red shoes", new[] { 0, 4, 5, 6, 2 })]
    [InlineData("ｒｅｄ", new[] { 0, 4, 2 })] // Full-width letters: form KC.
    [InlineData("red й", new[] { 0, 4, 7, 3, 2 })]
    public void Encode_Unigram_TakesTheLikeliestPieces(string text, int[] numbers) => AssertTokens(
        """
        {"added_tokens":[{"id":0,"content":"<s>","special":true},{"id":1,"content":"<pad>","special":true},{"id":2,"content":"</s>","special":true},{"id":3,"content":"<unk>","special":true}],
         "pre_tokenizer":{"type":"Metaspace"},
         "model":{"type":"Unigram","unk_id":3,"vocab":[["<s>",0],["<pad>",0],["</s>",0],["<unk>",0],["\u2581red",-2],["\u2581shoe",-3],["s",-2.5],["\u2581",-4],["\u2581sho",-9],["es",-9]]}}
        """,
        text,
        numbers);

    [Theory]
    [InlineData("low lower", new[] { 0, 6, 7, 8, 9, 2 })]
    public void Encode_BytePairs_MergesInOrder(string text, int[] numbers) => AssertTokens(
        """
        {"added_tokens":[{"id":0,"content":"<s>","special":true},{"id":1,"content":"<pad>","special":true},{"id":2,"content":"</s>","special":true}],
         "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},
         "model":{"type":"BPE","vocab":{"l":3,"o":4,"w":5,"low":6,"\u0120low":7,"e":8,"r":9,"lo":10,"\u0120":11,"\u0120lo":12},
                  "merges":["l o","lo w",["\u0120","low"]]}}
        """,
        text,
        numbers);

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("{}", "has no 'model'")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{}}}""", "of type WordLevel")]
    [InlineData("""{"model":{"type":"BPE","vocab":{},"merges":[]}}""", "BPE that is not of bytes")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[PAD]":0,"[UNK]":7}}}""", "not numbered from 0 to 1")]
    [InlineData("""{"model":{"type":"Unigram","unk_id":9,"vocab":[["a",0]]}}""", "cannot be read")]
    public void Read_DamagedOrUnknown_SaysSo(string json, string said)
    {
        TandemException error = Assert.Throws<TandemException>(() => Read(json));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json", error.Message, StringComparison.Ordinal);
    }

    private void AssertTokens(string json, string text, int[] numbers) => Assert.Equal(numbers, Read(json).Encode(text, 16));

    private TextVocabulary Read(string json)
    {
        File.WriteAllText(_folder["tokenizer.json"], json);
        return TextVocabulary.Read(_folder["tokenizer.json"]);
    }
}
