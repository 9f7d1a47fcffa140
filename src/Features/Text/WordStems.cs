using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.Ru;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Tartarus.Snowball;
using Lucene.Net.Tartarus.Snowball.Ext;

namespace Tandem.Features.Text;

/// <summary>
/// Stems of folded words by the Snowball algorithms of Lucene.NET (Porter, "Snowball: a language for stemming algorithms",
/// 2001). The script tells the language: a word of Cyrillic letters is Russian, one of the letters a to z English, and any
/// other, such as one with a digit, is its own stem. Stop words are Lucene's: Snowball's Russian list, and the 33 English
/// words of its StopAnalyzer. Thread-safe: each thread has stemmers of its own.
/// </summary>
internal static class WordStems
{
    private static readonly CharArraySet RussianStopWords = RussianAnalyzer.DefaultStopSet;
    private static readonly CharArraySet EnglishStopWords = StopAnalyzer.ENGLISH_STOP_WORDS_SET;

    [ThreadStatic]
    private static SnowballProgram? russian;

    [ThreadStatic]
    private static SnowballProgram? english;

    [ThreadStatic]
    private static char[]? buffer;

    /// <summary>The stem, valid until the thread's next call; empty for a stop word.</summary>
    /// <param name="word">Lower case, ё as е.</param>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> word)
    {
        if (IsAll(word, static c => c is >= '\u0400' and <= '\u04FF'))
        {
            return Of(word, RussianStopWords, russian ??= new RussianStemmer());
        }

        return IsAll(word, char.IsAsciiLetterLower) ? Of(word, EnglishStopWords, english ??= new EnglishStemmer()) : word;
    }

    private static ReadOnlySpan<char> Of(ReadOnlySpan<char> word, CharArraySet stopWords, SnowballProgram stemmer)
    {
        if (buffer is null || buffer.Length < word.Length)
        {
            buffer = new char[Math.Max(128, word.Length)];
        }

        word.CopyTo(buffer);
        if (stopWords.Contains(buffer, 0, word.Length))
        {
            return [];
        }

        stemmer.SetCurrent(buffer, word.Length);
        stemmer.Stem();
        return stemmer.CurrentBuffer.AsSpan(0, stemmer.CurrentBufferLength);
    }

    private static bool IsAll(ReadOnlySpan<char> word, Func<char, bool> belongs)
    {
        foreach (char c in word)
        {
            if (!belongs(c))
            {
                return false;
            }
        }

        return true;
    }
}
