using System.Text;
using static Tandem.Features.Onnx.Vocabularies.ProtobufFields;

namespace Tandem.Features.Onnx.Vocabularies;

/// <summary>
/// Writes a SentencePiece model (sentencepiece_model.proto) of a Unigram vocabulary, which is how the tokenizer library takes one.
/// </summary>
internal static class UnigramModel
{
    private const int Unigram = 1;
    private const int Normal = 1;
    private const int Unknown = 2;
    private const int Control = 3;

    /// <param name="pieces">Tokens and their logarithmic probabilities, in the order of their numbers.</param>
    /// <param name="unknown">Number of the token for what has none.</param>
    /// <param name="isSpecial">Whether the token of a number never stands for text.</param>
    public static byte[] Write(IReadOnlyList<(string Token, float Score)> pieces, int unknown, Func<int, bool> isSpecial)
    {
        using MemoryStream model = new();
        foreach ((int number, (string token, float score)) in pieces.Index())
        {
            using MemoryStream piece = new();
            Bytes(piece, 1, Encoding.UTF8.GetBytes(token));
            Float(piece, 2, score);
            Integer(piece, 3, number == unknown ? Unknown : isSpecial(number) ? Control : Normal);
            Bytes(model, 1, piece.ToArray());
        }

        using MemoryStream trainer = new();
        Integer(trainer, 3, Unigram);
        Integer(trainer, 40, unknown);
        int Of(string token) => pieces.Index().Where(pair => pair.Item.Token == token).Select(static pair => pair.Index).FirstOrDefault(-1);
        Integer(trainer, 41, Of("<s>"));
        Integer(trainer, 42, Of("</s>"));
        Integer(trainer, 43, Of("<pad>"));
        Bytes(trainer, 45, Encoding.UTF8.GetBytes(pieces[unknown].Token));
        Bytes(model, 2, trainer.ToArray());

        using MemoryStream normaliser = new();
        Bytes(normaliser, 1, "identity"u8);
        Integer(normaliser, 3, 1); // A space before the first word,
        Integer(normaliser, 4, 1); // one space for several,
        Integer(normaliser, 5, 1); // and U+2581 for each.
        Bytes(model, 3, normaliser.ToArray());
        return model.ToArray();
    }
}
