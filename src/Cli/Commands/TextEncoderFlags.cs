using System.CommandLine;
using Tandem.Domain;
using Tandem.Features.Onnx;

namespace Tandem.Cli.Commands;

/// <summary>The options that name a sentence encoder.</summary>
internal sealed class TextEncoderFlags
{
    private static readonly OnnxEncoderOptions Defaults = new("", "");

    private readonly Option<string?> _model = new("--text-encoder")
    {
        Description = "An ONNX sentence encoder for the items' texts, instead of the built-in one and of text vectors in the dataset.",
    };

    private readonly Option<string?> _vocabulary = new("--vocabulary")
    {
        Description = "The encoder's vocabulary: vocab.txt, tokenizer.json or a SentencePiece .model.",
    };

    private readonly Option<Pooling> _pooling = new("--pooling")
    {
        Description = "mean: of the tokens' vectors. cls: the first token's. model: the encoder's own output, one vector a text.",
        DefaultValueFactory = static _ => Defaults.Pooling,
    };

    private readonly Option<int> _maxTokens = new("--max-tokens")
    {
        Description = "Tokens of a text that the encoder reads; the rest is cut off.",
        DefaultValueFactory = static _ => Defaults.MaxTokens,
    };

    public void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_vocabulary);
        command.Add(_pooling);
        command.Add(_maxTokens);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_model) is null != result.GetValue(_vocabulary) is null)
            {
                result.AddError("--text-encoder and --vocabulary go together; give both or neither.");
            }
        });
    }

    /// <summary>The encoder that the command line names; null if it names none.</summary>
    /// <exception cref="TandemException">The encoder is not usable.</exception>
    public OnnxTextEncoder? Open(ParseResult parse)
    {
        return parse.GetValue(_model) is { } model && parse.GetValue(_vocabulary) is { } vocabulary
            ? OnnxTextEncoder.Open(new OnnxEncoderOptions(model, vocabulary) { Pooling = parse.GetValue(_pooling), MaxTokens = parse.GetValue(_maxTokens) })
            : null;
    }
}
