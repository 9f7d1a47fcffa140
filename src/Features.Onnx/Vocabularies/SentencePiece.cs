using Microsoft.ML.Tokenizers;
using Tandem.Features.Text;

namespace Tandem.Features.Onnx.Vocabularies;

/// <summary>SentencePiece models, BPE or Unigram. Tokens are numbered as in the model.</summary>
internal static class SentencePiece
{
    /// <summary>Texts are brought to form KC before, as nearly every SentencePiece model does (nmt_nfkc): the tables that models carry are not read.</summary>
    public static TextVocabulary Read(byte[] model)
    {
        using MemoryStream stream = new(model);
        SentencePieceTokenizer tokenizer = SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
        return new TextVocabulary(tokenizer, tokenizer.Vocabulary, TextNormaliser.Compatible);
    }
}
