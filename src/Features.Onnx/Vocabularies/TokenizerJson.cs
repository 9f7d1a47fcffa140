using System.Text.Json.Nodes;
using Microsoft.ML.Tokenizers;
using Tandem.Domain;

namespace Tandem.Features.Onnx.Vocabularies;

/// <summary>
/// The tokenizers library's <c>tokenizer.json</c>: models WordPiece, Unigram and BPE of bytes. Of the rest of the file lower case and accents
/// are read; other normalisers are not.
/// </summary>
internal static class TokenizerJson
{
    /// <exception cref="TandemException">The model is of another kind.</exception>
    public static TextVocabulary Read(string file)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllBytes(file)) ?? throw new TandemException($"The vocabulary '{file}' is empty.");
        JsonObject model = Required(root, "model", file).AsObject();
        string kind = (string?)model["type"] ?? (model["merges"] is null ? "WordPiece" : "BPE");
        return kind switch
        {
            "WordPiece" => ReadWordPiece(root, model, file),
            "Unigram" => ReadUnigram(root, model, file),
            "BPE" when IsByteLevel(root) => ReadBytePairs(root, model, file),
            _ => throw new TandemException(
                $"The vocabulary '{file}' has a model of type {kind}{(kind == "BPE" ? " that is not of bytes" : "")}; WordPiece, Unigram and BPE of bytes can be read. A SentencePiece .model file can stand for the others."),
        };
    }

    private static TextVocabulary ReadWordPiece(JsonNode root, JsonObject model, string file)
    {
        Dictionary<string, int> numbers = Numbers(root, Required(model, "vocab", file).AsObject());
        JsonNode? normaliser = Normalisers(root).FirstOrDefault(static node => (string?)node["type"] == "BertNormalizer");
        bool uncased = (bool?)normaliser?["lowercase"] ?? Normalisers(root).Any(static node => (string?)node["type"] == "Lowercase");
        bool marksStay = (bool?)normaliser?["strip_accents"] == false;
        return WordPiece.Of(InOrder(numbers, file), uncased, marksStay);
    }

    private static TextVocabulary ReadUnigram(JsonNode root, JsonObject model, string file)
    {
        JsonArray vocabulary = Required(model, "vocab", file).AsArray();
        (string Token, float Score)[] pieces = [.. vocabulary.Select(static pair => ((string)pair![0]!, (float)pair[1]!))];
        HashSet<int> special = [.. Added(root).Where(static token => (bool?)token["special"] == true).Select(static token => (int)token["id"]!)];
        return SentencePiece.Read(UnigramModel.Write(pieces, (int?)model["unk_id"] ?? 0, special.Contains));
    }

    private static TextVocabulary ReadBytePairs(JsonNode root, JsonObject model, string file)
    {
        Dictionary<string, int> numbers = Numbers(root, Required(model, "vocab", file).AsObject());
        BpeOptions options = new(numbers)
        {
            // A merge is "a b" in older files and ["a", "b"] in newer ones.
            Merges = [.. Required(model, "merges", file).AsArray().Select(static merge => merge is JsonArray pair ? $"{pair[0]} {pair[1]}" : (string)merge!)],
            ByteLevel = true,
            PreTokenizer = RobertaPreTokenizer.Instance,
            UnknownToken = (string?)model["unk_token"],
        };
        return new TextVocabulary(BpeTokenizer.Create(options), numbers, static text => text);
    }

    private static bool IsByteLevel(JsonNode root) => Steps(root["pre_tokenizer"], "pretokenizers").Any(static step => (string?)step["type"] == "ByteLevel");

    private static IEnumerable<JsonNode> Normalisers(JsonNode root) => Steps(root["normalizer"], "normalizers");

    /// <summary>A step, or the steps of a sequence.</summary>
    private static IEnumerable<JsonNode> Steps(JsonNode? node, string sequence) => node switch
    {
        null => [],
        _ when (string?)node["type"] == "Sequence" => node[sequence]!.AsArray().Select(static step => step!),
        _ => [node],
    };

    private static IEnumerable<JsonNode> Added(JsonNode root) => root["added_tokens"]?.AsArray().Select(static token => token!) ?? [];

    private static Dictionary<string, int> Numbers(JsonNode root, JsonObject vocabulary)
    {
        Dictionary<string, int> numbers = vocabulary.ToDictionary(static pair => pair.Key, static pair => (int)pair.Value!, StringComparer.Ordinal);
        foreach (JsonNode token in Added(root))
        {
            numbers[(string)token["content"]!] = (int)token["id"]!;
        }

        return numbers;
    }

    private static string[] InOrder(Dictionary<string, int> numbers, string file)
    {
        string[] tokens = [.. numbers.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];
        return numbers.Values.Max() == tokens.Length - 1 && numbers.Values.Min() == 0
            ? tokens
            : throw new TandemException($"The {tokens.Length} tokens of the vocabulary '{file}' are not numbered from 0 to {tokens.Length - 1}; it is damaged.");
    }

    private static JsonNode Required(JsonNode node, string name, string file) =>
        node[name] ?? throw new TandemException($"The vocabulary '{file}' has no '{name}'; it is no tokenizer.json.");
}
