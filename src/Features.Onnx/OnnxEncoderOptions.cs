using Tandem.Domain;

namespace Tandem.Features.Onnx;

/// <summary>A sentence encoder as files.</summary>
/// <param name="Model">The ONNX model.</param>
/// <param name="Vocabulary">Its vocabulary: <c>vocab.txt</c> (WordPiece), <c>tokenizer.json</c> (WordPiece, Unigram, byte-level BPE) or a SentencePiece <c>.model</c>.</param>
public sealed record OnnxEncoderOptions(string Model, string Vocabulary)
{
    /// <summary>The least <see cref="MaxTokens"/>: the first and the last token of a text and one between.</summary>
    public const int LeastTokens = 3;

    /// <summary>The most <see cref="MaxTokens"/>.</summary>
    public const int MostTokens = 8192;

    /// <summary>Default mean.</summary>
    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>Tokens of a text that are read, those that mark its ends included; the rest is cut off. Default 128, 3 to 8192.</summary>
    public int MaxTokens { get; init; } = 128;

    /// <summary>Texts that go through the model at once, 1 to 1024. Default 32. Sums may round otherwise in other batches.</summary>
    public int BatchTexts { get; init; } = 32;

    /// <exception cref="TandemException">A value is out of range, or a file is missing.</exception>
    public void Validate()
    {
        Require(MaxTokens is >= LeastTokens and <= MostTokens, nameof(MaxTokens), MaxTokens, $"{LeastTokens} to {MostTokens}");
        Require(BatchTexts is >= 1 and <= 1024, nameof(BatchTexts), BatchTexts, "1 to 1024");
        RequireFile(Model, "model");
        RequireFile(Vocabulary, "vocabulary");
    }

    private static void Require(bool holds, string name, int value, string range)
    {
        if (!holds)
        {
            throw new TandemException(FormattableString.Invariant($"The text encoder's option {name} is {value}; it must be {range}."));
        }
    }

    private static void RequireFile(string file, string what)
    {
        if (!File.Exists(file))
        {
            throw new TandemException($"The text encoder's {what} '{file}' is no file. Give the path of an existing one.");
        }
    }
}
