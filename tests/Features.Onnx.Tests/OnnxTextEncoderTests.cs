using FsCheck.Xunit;
using Tandem.Domain;

namespace Tandem.Features.Onnx.Tests;

public sealed class OnnxTextEncoderTests : IDisposable
{
    private readonly EncoderFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Encode_MeanPooling_IsTheMeanOfTheTokensWithoutPadding()
    {
        // The longer text pads the shorter one.
        float[][] encoded = Encode(_folder.Options, "Red shoes", "blue, long blue, long blue shoe");

        AssertClose(EncoderFolder.MeanOf("[CLS]", "red", "shoe", "##s", "[SEP]"), encoded[0]);
    }

    [Fact]
    public void Encode_ClsPooling_IsTheFirstToken() =>
        AssertClose(EncoderFolder.Unit(TinyModel.RowOf(EncoderFolder.NumberOf("[CLS]"))), Encode(_folder.Options with { Pooling = Pooling.Cls }, "red")[0]);

    [Fact]
    public void Encode_ModelThatPools_IsItsOwnOutput()
    {
        using EncoderFolder pools = new(new TinyModel { Tokens = EncoderFolder.Tokens.Length, Pools = true });

        AssertClose(EncoderFolder.MeanOf("[CLS]", "blue", "[SEP]"), Encode(pools.Options with { Pooling = Pooling.Model }, "blue")[0]);
    }

    [Fact]
    public void Encode_ModelOf32BitNumbersWithIdsAlone_Works()
    {
        using EncoderFolder narrow = new(new TinyModel { Tokens = EncoderFolder.Tokens.Length, Narrow = true, Inputs = ["input_ids"] });

        AssertClose(EncoderFolder.MeanOf("[CLS]", "blue", "[SEP]"), Encode(narrow.Options, "blue")[0]);
    }

    [Theory]
    [InlineData("CAFÉ", "cafe")] // Composed,
    [InlineData("cafe\u0301", "cafe")] // and with a loose accent.
    [InlineData("ЙОД", "иод")] // BERT's uncased vocabularies have й as и.
    [InlineData("zebra", "[UNK]")]
    public void Encode_UncasedVocabulary_FoldsCaseAndAccents(string text, string token) =>
        AssertClose(EncoderFolder.MeanOf("[CLS]", token, "[SEP]"), Encode(_folder.Options, text)[0]);

    [Fact]
    public void Encode_TextLongerThanMaxTokens_IsCutAndKeepsItsEnd() =>
        AssertClose(EncoderFolder.MeanOf("[CLS]", "red", "blue", "[SEP]"), Encode(_folder.Options with { MaxTokens = 4 }, "red blue long long long")[0]);

    [Fact]
    public void Encode_TextWithoutAToken_IsZeros() => Assert.All(Encode(_folder.Options, " ")[0], static value => Assert.Equal(0, value));

    [Property(MaxTest = 50)]
    public void Encode_Batches_EqualOneAtATime(string?[] texts, byte batch)
    {
        string[] given = [.. texts.Select(static (text, i) => (text ?? "") + (i % 2 == 0 ? " red shoes" : ""))];
        using OnnxTextEncoder encoder = OnnxTextEncoder.Open(_folder.Options with { BatchTexts = 1 + (batch % 5) });
        float[] together = new float[given.Length * encoder.Dimension];
        encoder.Encode(given, together, TestContext.Current.CancellationToken);

        float[] one = new float[encoder.Dimension];
        for (int i = 0; i < given.Length; i++)
        {
            encoder.Encode([given[i]], one, TestContext.Current.CancellationToken);
            Assert.Equal(one, together[(i * one.Length)..((i + 1) * one.Length)]);
        }
    }

    [Fact]
    public void Identity_DependsOnFilesAndOptionsButNotOnTheBatch()
    {
        using OnnxTextEncoder encoder = OnnxTextEncoder.Open(_folder.Options);
        using OnnxTextEncoder batched = OnnxTextEncoder.Open(_folder.Options with { BatchTexts = 7 });
        using OnnxTextEncoder cls = OnnxTextEncoder.Open(_folder.Options with { Pooling = Pooling.Cls });

        Assert.Equal(32, encoder.Identity.Length);
        Assert.Equal(encoder.Identity, batched.Identity);
        Assert.NotEqual(encoder.Identity, cls.Identity);
    }

    [Theory]
    [InlineData("absent.onnx", "vocab.txt", "'{0}' is no file")]
    [InlineData("model.onnx", "absent.txt", "'{0}' is no file")]
    [InlineData("vocab.txt", "vocab.txt", "cannot be loaded as an ONNX model")]
    [InlineData("model.onnx", "model.onnx", "cannot be read|must have the tokens [UNK]")]
    public void Open_FileThatIsMissingOrOfAnotherKind_IsRefusedWithItsName(string model, string vocabulary, string said)
    {
        TandemException error = Assert.Throws<TandemException>(() => OnnxTextEncoder.Open(new OnnxEncoderOptions(_folder[model], _folder[vocabulary])));

        string wrong = model.StartsWith("absent", StringComparison.Ordinal) ? _folder[model] : _folder[vocabulary];
        Assert.Contains(said.Split('|'), one => error.Message.Contains(one.Replace("{0}", wrong, StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public void Open_ModelWithAnotherInput_NamesIt()
    {
        using EncoderFolder other = new(new TinyModel { Tokens = EncoderFolder.Tokens.Length, Inputs = ["input_ids", "pixel_values"] });

        Assert.Contains("pixel_values (Int64, rank 2)", Refusal(other.Options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, Pooling.Model, "last_hidden_state (Float, rank 3), none of them float32 and of rank 2")]
    [InlineData(true, Pooling.Mean, "sentence_embedding (Float, rank 2), none of them float32 and of rank 3")]
    public void Open_OutputOfTheWrongRank_NamesItAndThePooling(bool pools, Pooling pooling, string said)
    {
        using EncoderFolder other = new(new TinyModel { Tokens = EncoderFolder.Tokens.Length, Pools = pools });

        Assert.Contains(said, Refusal(other.Options with { Pooling = pooling }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, "15 tokens")]
    [InlineData(3000, "knows many more")]
    public void Open_VocabularyOfAnotherModel_IsRefused(int tokens, string said)
    {
        using EncoderFolder other = new(new TinyModel { Tokens = tokens });

        Assert.Contains(said, Refusal(other.Options), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TableOfTheModelPadded_IsTaken()
    {
        using EncoderFolder padded = new(new TinyModel { Tokens = 64 });
        using OnnxTextEncoder encoder = OnnxTextEncoder.Open(padded.Options);

        Assert.Equal(TinyModel.Dimension, encoder.Dimension);
    }

    [Theory]
    [InlineData(2, 32)]
    [InlineData(9000, 32)]
    [InlineData(128, 0)]
    public void Open_OptionOutOfRange_IsRefused(int maxTokens, int batch) =>
        Assert.Contains("it must be", Refusal(_folder.Options with { MaxTokens = maxTokens, BatchTexts = batch }), StringComparison.Ordinal);

    private static string Refusal(OnnxEncoderOptions options) => Assert.Throws<TandemException>(() => OnnxTextEncoder.Open(options)).Message;

    private static float[][] Encode(OnnxEncoderOptions options, params string[] texts)
    {
        using OnnxTextEncoder encoder = OnnxTextEncoder.Open(options);
        float[] vectors = new float[texts.Length * encoder.Dimension];
        encoder.Encode(texts, vectors, TestContext.Current.CancellationToken);
        return [.. vectors.Chunk(encoder.Dimension)];
    }

    private static void AssertClose(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), static pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
}
