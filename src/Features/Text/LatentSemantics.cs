using System.Buffers;
using Tandem.Domain;
using Tandem.Features.Format;
using Tandem.Features.Numerics;

namespace Tandem.Features.Text;

/// <summary>
/// Latent semantic indexing of an item's texts, its name and those attributes that are texts: hashed stems, pairs of stems and
/// character n-grams, weight (1 + ln tf)·idf with
/// idf = 1 + ln((1 + N) / (1 + df)), scaled to length 1 (Salton and Buckley, 1988; the smoothing is scikit-learn's),
/// projected by TruncatedSVD (Deerwester et al., 1990) and scaled to length 1 again. Of several texts the mean of the directions is
/// taken, each counting the same however long it is, and scaled to length 1. No known token gives zeros.
/// </summary>
internal sealed class LatentSemantics
{
    private const int Ignored = -1;

    private readonly int[] _columnOf; // [buckets], Ignored for buckets that are too rare
    private readonly float[] _idf; // [columns]
    private readonly float[] _components; // [columns, dimension]
    private readonly int _dimension;
    private readonly int _maxCharacters;
    private readonly string[] _attributes; // names of the attributes that are texts

    private LatentSemantics(int[] columnOf, float[] idf, float[] components, int dimension, int maxCharacters, string[] attributes)
    {
        _columnOf = columnOf;
        _idf = idf;
        _components = components;
        _dimension = dimension;
        _maxCharacters = maxCharacters;
        _attributes = attributes;
    }

    /// <summary>Names of the attributes that are texts.</summary>
    public IReadOnlyCollection<string> Attributes => _attributes;

    public static (LatentSemantics Block, TextReport Report) Fit(
        TextSample sample, int dimension, TextOptions options, int seed, CancellationToken cancellation)
    {
        string[] attributes = [.. options.Attributes];
        string[] texts = dimension > 0 ? sample.Drawn() : [];
        int[] frequency = DocumentFrequency(texts, options);
        int[] columnOf = new int[options.Buckets];
        List<float> idf = [];
        int entries = 0;
        for (int bucket = 0; bucket < columnOf.Length; bucket++)
        {
            bool kept = frequency[bucket] >= Math.Max(1, options.MinItems);
            columnOf[bucket] = kept ? idf.Count : Ignored;
            if (kept)
            {
                entries += frequency[bucket];
                idf.Add((float)(1 + Math.Log((1.0 + texts.Length) / (1 + frequency[bucket]))));
            }
        }

        LatentSemantics encoder = new(columnOf, [.. idf], [], dimension, options.MaxCharacters, attributes);
        SparseMatrix.Builder rows = new(idf.Count, texts.Length, entries);
        int[] columns = new int[TextTokens.Capacity(options.MaxCharacters)];
        float[] weights = new float[columns.Length];
        foreach (string text in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = encoder.Weigh(text, columns, weights);
            rows.AddRow(columns.AsSpan(0, count), weights.AsSpan(0, count));
        }

        TruncatedSvd svd = TruncatedSvd.Fit(rows.Build(), dimension, seed, new ParallelOptions { CancellationToken = cancellation });
        double coverage = sample.Items == 0 ? 0 : (double)sample.Given / sample.Items;
        return (
            new LatentSemantics(columnOf, [.. idf], svd.Components, dimension, options.MaxCharacters, attributes),
            new TextReport(idf.Count, coverage, svd.ExplainedVariance));
    }

    public void Fuse(ItemDescription item, Span<float> destination)
    {
        destination.Clear();
        if (_idf.Length == 0)
        {
            return;
        }

        Span<float> one = stackalloc float[destination.Length];
        foreach (string text in Texts(item, _attributes))
        {
            Encode(text, one);
            Kernels.AddScaled(destination, one, 1);
        }

        Kernels.Normalise(destination);
    }

    public void Save(FitWriter writer)
    {
        writer.Write(_dimension);
        writer.Write(_maxCharacters);
        writer.Write(_columnOf);
        writer.Write(_idf);
        writer.Write(_components);
        writer.Write(_attributes.Length);
        foreach (string attribute in _attributes)
        {
            writer.Write(attribute);
        }
    }

    public static LatentSemantics Load(FitReader reader)
    {
        int dimension = reader.Int();
        int maxCharacters = reader.Int();
        int[] columnOf = reader.Ints();
        float[] idf = reader.Floats();
        float[] components = reader.Floats();
        string[] attributes = new string[reader.Count()];
        for (int i = 0; i < attributes.Length; i++)
        {
            attributes[i] = reader.Text();
        }

        return new LatentSemantics(columnOf, idf, components, dimension, maxCharacters, attributes);
    }

    /// <summary>In Unicode form KC, so that one letter is one character however it was typed.</summary>
    private static IEnumerable<string> Texts(ItemDescription item, string[] attributes) => ItemTexts.Of(item, attributes).Select(CompatibilityForm.Of);

    private static int[] DocumentFrequency(string[] texts, TextOptions options)
    {
        int[] frequency = new int[options.Buckets];
        int[] tokens = new int[TextTokens.Capacity(options.MaxCharacters)];
        foreach (string text in texts)
        {
            Span<int> buckets = tokens.AsSpan(0, TextTokens.Hash(Read(text, options.MaxCharacters), options.Buckets, tokens));
            buckets.Sort();
            for (int i = 0; i < buckets.Length; i++)
            {
                if (i == 0 || buckets[i] != buckets[i - 1])
                {
                    frequency[buckets[i]]++;
                }
            }
        }

        return frequency;
    }

    private static ReadOnlySpan<char> Read(string text, int maxCharacters) => text.AsSpan(0, Math.Min(text.Length, maxCharacters));

    /// <summary>One text's direction; zeros when it has no known token.</summary>
    private void Encode(string text, Span<float> destination)
    {
        int capacity = TextTokens.Capacity(Math.Min(text.Length, _maxCharacters));
        int[] columns = ArrayPool<int>.Shared.Rent(capacity);
        float[] weights = ArrayPool<float>.Shared.Rent(capacity);
        int count = Weigh(text, columns, weights);
        TruncatedSvd.Project(_components, columns.AsSpan(0, count), weights.AsSpan(0, count), destination);
        Kernels.Normalise(destination);
        ArrayPool<int>.Shared.Return(columns);
        ArrayPool<float>.Shared.Return(weights);
    }

    /// <summary>The text's columns, ascending, and their TF-IDF weights, of length 1 in all; returns how many.</summary>
    private int Weigh(string text, Span<int> columns, Span<float> weights)
    {
        int tokens = TextTokens.Hash(Read(text, _maxCharacters), _columnOf.Length, columns);
        columns[..tokens].Sort();
        int count = 0;
        for (int i = 0; i < tokens;)
        {
            int bucket = columns[i];
            int end = i + 1;
            while (end < tokens && columns[end] == bucket)
            {
                end++;
            }

            int column = _columnOf[bucket];
            if (column != Ignored)
            {
                columns[count] = column;
                weights[count++] = (1 + MathF.Log(end - i)) * _idf[column];
            }

            i = end;
        }

        Kernels.Normalise(weights[..count]);
        return count;
    }
}
