using System.Text;
using Microsoft.ML.Tokenizers;
using Tandem.Domain;
using Tandem.Features.Text;

namespace Tandem.Features.Onnx.Vocabularies;

/// <summary>WordPiece vocabularies (BERT): a token a line, its number the line's.</summary>
internal static class WordPiece
{
    private static readonly string[] Needed = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"];

    /// <summary>A vocabulary without an upper-case letter is taken to be uncased: texts are folded and lose their accents, as BERT's do.</summary>
    public static TextVocabulary Read(IReadOnlyList<string> lines) => Of(lines, uncased: !lines.Any(HasUpperCase), marksStay: false);

    /// <param name="tokens">In the order of their numbers.</param>
    /// <param name="uncased">Whether texts are brought to lower case.</param>
    /// <param name="marksStay">False: an uncased text loses its accents too.</param>
    public static TextVocabulary Of(IReadOnlyList<string> tokens, bool uncased, bool marksStay)
    {
        string[] missing = [.. Needed.Except(tokens)];
        if (missing.Length > 0)
        {
            throw new TandemException($"A WordPiece vocabulary must have the tokens {string.Join(", ", missing)}; among {tokens.Count} tokens they are not.");
        }

        Dictionary<string, int> numbers = new(tokens.Count, StringComparer.Ordinal);
        foreach ((int number, string token) in tokens.Index())
        {
            numbers.TryAdd(token, number);
        }

        using MemoryStream stream = new(Encoding.UTF8.GetBytes(string.Join('\n', tokens)));
        BertTokenizer tokenizer = BertTokenizer.Create(stream, new BertOptions { LowerCaseBeforeTokenization = uncased });
        return new TextVocabulary(
            tokenizer, numbers, uncased && !marksStay ? static text => TextNormaliser.WithoutMarks(text.ToLowerInvariant()) : static text => text);
    }

    /// <summary>Letters that have no small form, such as ℝ, stand in uncased vocabularies too.</summary>
    private static bool HasUpperCase(string token) => !token.StartsWith('[') && token.Any(static c => char.ToLowerInvariant(c) != c);
}
