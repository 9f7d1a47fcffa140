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

    /// <summary>The item's columns and how far each moves the projection along its own direction, strongest first.</summary>
    public IReadOnlyList<(string Column, double Weight)> Explain(ItemDescription item)
    {
        float[] fused = new float[_dimension];
        Fuse(item, fused);
        int[] columns = new int[_vocabulary.Capacity(item)];
        int count = _vocabulary.Encode(item, columns);
        return
        [
            .. columns.Take(count)
                .Select(column => (_vocabulary.DisplayName(column), Kernels.Dot(Component(column), fused)))
                .OrderByDescending(pair => pair.Item2),
        ];
    }

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
