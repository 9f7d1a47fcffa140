using Tandem.Domain;
using Tandem.Features.Embeddings;
using Tandem.Features.Format;

namespace Tandem.Features.Text;

/// <summary>
/// The text block: given text vectors, projected, if the fit saw any; else <see cref="LatentSemantics"/> of the words. Never both,
/// because directions of one space mean nothing in the other: where vectors were given, an item without one is zeros.
/// </summary>
internal sealed class TextBlock
{
    // One of the two is there.
    private readonly LatentSemantics? _words;
    private readonly EmbeddingBlock? _vectors;

    private TextBlock(LatentSemantics? words, EmbeddingBlock? vectors)
    {
        _words = words;
        _vectors = vectors;
    }

    /// <summary>Names of the attributes that are texts; none where vectors are given.</summary>
    public IReadOnlyCollection<string> Attributes => _words?.Attributes ?? [];

    public bool FromVectors => _vectors is not null;

    /// <exception cref="TandemException">A text vector holds a value that is no finite number.</exception>
    public static (TextBlock Block, TextReport Report) Fit(
        TextSample texts, EmbeddingSample vectors, int dimension, TextOptions options, int seed, CancellationToken cancellation)
    {
        if (vectors.Given == 0)
        {
            (LatentSemantics words, TextReport ofWords) = LatentSemantics.Fit(texts, dimension, options, seed, cancellation);
            return (new TextBlock(words, null), ofWords);
        }

        (EmbeddingBlock block, EmbeddingReport report) = EmbeddingBlock.Fit(vectors, dimension, seed, cancellation);
        return (new TextBlock(null, block), new TextReport(0, report.Coverage, report.ExplainedVariance) { VectorDimension = report.Dimension });
    }

    /// <exception cref="TandemException">The text vector has another length than the fitted ones.</exception>
    public void Fuse(ItemDescription item, Span<float> destination)
    {
        _words?.Fuse(item, destination);
        _vectors?.Fuse(item, destination);
    }

    public void Save(FitWriter writer)
    {
        writer.Write(FromVectors ? 1 : 0);
        _words?.Save(writer);
        _vectors?.Save(writer);
    }

    public static TextBlock Load(FitReader reader) => reader.Int() == 1
        ? new TextBlock(null, EmbeddingBlock.Load(reader, EmbeddingField.Text))
        : new TextBlock(LatentSemantics.Load(reader), null);
}
