using System.Buffers;
using Tandem.Domain;
using Tandem.Features.Format;
using Tandem.Features.Numerics;

namespace Tandem.Features.Attributes;

/// <summary>
/// Multi-hot attributes projected by TruncatedSVD, then scaled to length 1. An item without known attributes gives zeros.
/// </summary>
internal sealed class AttributeBlock
{
    private const int ExplainedColumns = 10;

    /// <summary>A column that is less alike than this is not worth naming.</summary>
    private const double LeastCosine = 0.1;

    private readonly AttributeVocabulary _vocabulary;
    private readonly float[] _components; // [columns, dimension]
    private readonly int _dimension;

    private AttributeBlock(AttributeVocabulary vocabulary, float[] components, int dimension)
    {
        _vocabulary = vocabulary;
        _components = components;
        _dimension = dimension;
    }

    public static (AttributeBlock Block, AttributeReport Report) Fit(
        IReadOnlyList<ItemDescription> items, int dimension, AttributeOptions options, int seed, CancellationToken cancellation)
    {
        AttributeVocabulary vocabulary = AttributeVocabulary.Fit(dimension > 0 ? items : [], options);
        SparseMatrix.Builder rows = new(vocabulary.ColumnCount);
        int[] columns = [];
        foreach (ItemDescription item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            int capacity = vocabulary.Capacity(item);
            columns = columns.Length < capacity ? new int[capacity] : columns;
            rows.AddRow(columns.AsSpan(0, vocabulary.Encode(item, columns)));
        }

        TruncatedSvd svd = TruncatedSvd.Fit(rows.Build(), dimension, seed, new ParallelOptions { CancellationToken = cancellation });
        AttributeReport report = new(
            vocabulary.AttributeCount, vocabulary.ColumnCount, vocabulary.OtherCount, svd.ExplainedVariance)
        {
            VarianceCurve = svd.VarianceCurve,
        };
        return (new AttributeBlock(vocabulary, svd.Components, dimension), report);
    }

    public void Fuse(ItemDescription item, Span<float> destination)
    {
        destination.Clear();
        int[] columns = ArrayPool<int>.Shared.Rent(_vocabulary.Capacity(item));
        int count = _vocabulary.Encode(item, columns);
        for (int i = 0; i < count; i++)
        {
            Kernels.AddScaled(destination, Component(columns[i]), 1);
        }

        ArrayPool<int>.Shared.Return(columns);
        Kernels.Normalise(destination);
    }

    /// <summary>The item's own columns, and the other columns that point where it points, in words.</summary>
    /// <param name="item">The item.</param>
    /// <param name="fused">Its projection, of length 1.</param>
    public IReadOnlyList<string> Says(ItemDescription item, ReadOnlySpan<float> fused)
    {
        int[] columns = new int[_vocabulary.Capacity(item)];
        int count = _vocabulary.Encode(item, columns);
        if (count == 0)
        {
            return [item.Attributes.Count == 0 ? "no attributes" : "no attribute that the fit knows"];
        }

        double[] cosines = new double[_vocabulary.ColumnCount];
        for (int column = 0; column < cosines.Length; column++)
        {
            double norm = Math.Sqrt(Kernels.SquaredNorm(Component(column)));
            cosines[column] = norm > 0 ? Kernels.Dot(Component(column), fused) / norm : 0;
        }

        HashSet<int> own = [.. columns[..count]];
        string near = List(Enumerable.Range(0, cosines.Length).Where(column => !own.Contains(column) && cosines[column] >= LeastCosine), cosines);
        return ["has, with its cosine to the item: " + List(own, cosines), .. near.Length == 0 ? Array.Empty<string>() : ["near, but not stated: " + near]];
    }

    private string List(IEnumerable<int> columns, double[] cosines) => string.Join(
        ", ",
        columns.OrderByDescending(column => cosines[column]).ThenBy(column => column).Take(ExplainedColumns)
            .Select(column => FormattableString.Invariant($"{_vocabulary.DisplayName(column)} ({cosines[column]:0.00})")));

    public void Save(FitWriter writer)
    {
        _vocabulary.Save(writer);
        writer.Write(_dimension);
        writer.Write(_components);
    }

    public static AttributeBlock Load(FitReader reader)
    {
        AttributeVocabulary vocabulary = AttributeVocabulary.Load(reader);
        int dimension = reader.Int();
        return new AttributeBlock(vocabulary, reader.Floats(), dimension);
    }

    private ReadOnlySpan<float> Component(int column) => _components.AsSpan(column * _dimension, _dimension);
}
