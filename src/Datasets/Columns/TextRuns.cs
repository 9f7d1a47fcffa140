using ParquetSharp;

namespace Tandem.Datasets.Columns;

/// <summary>The code of a text.</summary>
internal delegate int TextCode(ReadOnlySpan<byte> text);

/// <summary>Codes for a column of texts that repeat.</summary>
internal static class TextRuns
{
    /// <summary>Codes each text, a run of one text once.</summary>
    public static void Convert(ReadOnlySpan<ByteArray> texts, Span<int> codes, TextCode codeOf)
    {
        // A dictionary page holds each text once, and equal texts mostly come in runs of one pointer.
        for (int i = 0; i < texts.Length; i++)
        {
            bool repeats = i > 0 && texts[i].Pointer == texts[i - 1].Pointer && texts[i].Length == texts[i - 1].Length;
            codes[i] = repeats ? codes[i - 1] : codeOf(texts[i].AsSpan());
        }
    }
}
