using Microsoft.ML.Tokenizers;
using Tandem.Domain;

namespace Tandem.Features.Onnx.Vocabularies;

/// <summary>Cuts texts into tokens and numbers them as the model was trained to. Thread-safe.</summary>
internal sealed class TextVocabulary
{
    private static readonly string[] FirstTokens = ["[CLS]", "<s>"];
    private static readonly string[] LastTokens = ["[SEP]", "</s>"];
    private static readonly string[] PaddingTokens = ["[PAD]", "<pad>"];

    private readonly Tokenizer _tokenizer;
    private readonly Func<string, string> _prepare;
    private readonly int? _first;
    private readonly int? _last;

    /// <param name="tokenizer">Cuts a text; adds no tokens of its own.</param>
    /// <param name="tokens">All tokens with their numbers, to know those that mark the ends and the padding by their names.</param>
    /// <param name="prepare">What happens to a text before.</param>
    public TextVocabulary(Tokenizer tokenizer, IReadOnlyDictionary<string, int> tokens, Func<string, string> prepare)
    {
        _tokenizer = tokenizer;
        _prepare = prepare;
        _first = Find(tokens, FirstTokens);
        _last = Find(tokens, LastTokens);
        Padding = Find(tokens, PaddingTokens) ?? 0;
        Size = tokens.Count == 0 ? 0 : tokens.Values.Max() + 1;
    }

    /// <summary>One above the largest number of a token.</summary>
    public int Size { get; }

    /// <summary>What fills a batch's shorter texts; the model masks it.</summary>
    public int Padding { get; }

    /// <summary>Reads a vocabulary; its kind is told by its name and content.</summary>
    /// <exception cref="TandemException">The file is no vocabulary of a known kind, or damaged.</exception>
    public static TextVocabulary Read(string file)
    {
        try
        {
            return Path.GetExtension(file).ToUpperInvariant() switch
            {
                ".JSON" => TokenizerJson.Read(file),
                ".MODEL" or ".SPM" => SentencePiece.Read(File.ReadAllBytes(file)),
                _ => WordPiece.Read(File.ReadAllLines(file)),
            };
        }
        catch (Exception e) when (e is not (TandemException or OperationCanceledException or OutOfMemoryException))
        {
            // The library throws whatever the damage leads to: format, argument, protobuf, key and index errors.
            throw new TandemException(
                $"The vocabulary '{file}' cannot be read: {e.Message} Give the model's vocab.txt (WordPiece), tokenizer.json or SentencePiece .model.", e);
        }
    }

    /// <summary>The numbers of a text's tokens with the marks of its ends, at most <paramref name="most"/>; none for a text without a token.</summary>
    public int[] Encode(string text, int most)
    {
        int marks = (_first is null ? 0 : 1) + (_last is null ? 0 : 1);
        IReadOnlyList<int> ids = _tokenizer.EncodeToIds(_prepare(text), most - marks, out _, out _);
        if (ids.Count == 0)
        {
            return [];
        }

        List<int> all = new(ids.Count + marks);
        if (_first is { } first)
        {
            all.Add(first);
        }

        all.AddRange(ids);
        if (_last is { } last)
        {
            all.Add(last);
        }

        return [.. all];
    }

    private static int? Find(IReadOnlyDictionary<string, int> tokens, string[] names) =>
        names.Where(tokens.ContainsKey).Select(name => (int?)tokens[name]).FirstOrDefault();
}
