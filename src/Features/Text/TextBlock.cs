using System.Buffers;
using Tandem.Features.Format;
using Tandem.Features.Numerics;

namespace Tandem.Features.Text;

/// <summary>
/// Latent semantic indexing of names: hashed words and character n-grams, weight (1 + ln tf)·idf with
/// idf = 1 + ln((1 + N) / (1 + df)), scaled to length 1 (Salton and Buckley, 1988; the smoothing is scikit-learn's),
/// projected by TruncatedSVD (Deerwester et al., 1990) and scaled to length 1 again. No known token gives zeros.
/// </summary>
internal sealed class TextBlock
{
    private const int Ignored = -1;

    private readonly int[] _columnOf; // [buckets], Ignored for buckets that are too rare
    private readonly float[] _idf; // [columns]
    private readonly float[] _components; // [columns, dimension]
    private readonly int _dimension;
    private readonly int _maxCharacters;

    private TextBlock(int[] columnOf, float[] idf, float[] components, int dimension, int maxCharacters)
    {
        _columnOf = columnOf;
        _idf = idf;
        _components = components;
        _dimension = dimension;
        _maxCharacters = maxCharacters;
    }

    public static (TextBlock Block, TextReport Report) Fit(
        IReadOnlyList<string?> names, int dimension, TextOptions options, int seed, CancellationToken cancellation)
    {
        int[] sample = dimension > 0 ? SeededSample.Of(names, name => !string.IsNullOrWhiteSpace(name), options.SampleItems, seed) : [];
        int[] frequency = DocumentFrequency(names, sample, options);
        int[] columnOf = new int[options.Buckets];
        List<float> idf = [];
        for (int bucket = 0; bucket < columnOf.Length; bucket++)
        {
            bool kept = frequency[bucket] >= Math.Max(1, options.MinItems);
            columnOf[bucket] = kept ? idf.Count : Ignored;
            if (kept)
            {
                idf.Add((float)(1 + Math.Log((1.0 + sample.Length) / (1 + frequency[bucket]))));
            }
        }

        TextBlock encoder = new(columnOf, [.. idf], [], dimension, options.MaxCharacters);
        SparseMatrix.Builder rows = new(idf.Count);
        int[] columns = new int[TextTokens.Capacity(options.MaxCharacters)];
        float[] weights = new float[columns.Length];
        foreach (int item in sample)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = encoder.Weigh(names[item], columns, weights);
            rows.AddRow(columns.AsSpan(0, count), weights.AsSpan(0, count));
        }

        TruncatedSvd svd = TruncatedSvd.Fit(rows.Build(), dimension, seed, new ParallelOptions { CancellationToken = cancellation });
        double coverage = names.Count == 0 ? 0 : (double)names.Count(name => !string.IsNullOrWhiteSpace(name)) / names.Count;
        return (
            new TextBlock(columnOf, [.. idf], svd.Components, dimension, options.MaxCharacters),
            new TextReport(idf.Count, coverage, svd.ExplainedVariance));
    }

    public void Fuse(string? name, Span<float> destination)
    {
        if (string.IsNullOrEmpty(name) || _idf.Length == 0)
        {
            destination.Clear();
            return;
        }

        int capacity = TextTokens.Capacity(Math.Min(name.Length, _maxCharacters));
        int[] columns = ArrayPool<int>.Shared.Rent(capacity);
        float[] weights = ArrayPool<float>.Shared.Rent(capacity);
        int count = Weigh(name, columns, weights);
        TruncatedSvd.Project(_components, columns.AsSpan(0, count), weights.AsSpan(0, count), destination);
        Kernels.Normalise(destination);
        ArrayPool<int>.Shared.Return(columns);
        ArrayPool<float>.Shared.Return(weights);
    }

    public void Save(FitWriter writer)
    {
        writer.Write(_dimension);
        writer.Write(_maxCharacters);
        writer.Write(_columnOf);
        writer.Write(_idf);
        writer.Write(_components);
    }

    public static TextBlock Load(FitReader reader)
    {
        int dimension = reader.Int();
        int maxCharacters = reader.Int();
        return new TextBlock(reader.Ints(), reader.Floats(), reader.Floats(), dimension, maxCharacters);
    }

    private static int[] DocumentFrequency(IReadOnlyList<string?> names, int[] sample, TextOptions options)
    {
        int[] frequency = new int[options.Buckets];
        int[] tokens = new int[TextTokens.Capacity(options.MaxCharacters)];
        foreach (int item in sample)
        {
            Span<int> buckets = tokens.AsSpan(0, TextTokens.Hash(Read(names[item], options.MaxCharacters), options.Buckets, tokens));
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

    private static ReadOnlySpan<char> Read(string? name, int maxCharacters) =>
        name.AsSpan(0, Math.Min(name?.Length ?? 0, maxCharacters));

    /// <summary>The name's columns, ascending, and their TF-IDF weights, of length 1 in all; returns how many.</summary>
    private int Weigh(string? name, Span<int> columns, Span<float> weights)
    {
        int tokens = TextTokens.Hash(Read(name, _maxCharacters), _columnOf.Length, columns);
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
