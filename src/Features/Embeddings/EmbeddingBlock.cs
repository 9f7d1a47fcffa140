using System.Buffers;
using Tandem.Domain;
using Tandem.Features.Format;
using Tandem.Features.Numerics;

namespace Tandem.Features.Embeddings;

/// <summary>
/// Given embeddings scaled to length 1 (they are compared by cosine), centred, projected on their principal components
/// and scaled to length 1. No embedding gives zeros, and so does every one if none was seen at the fit.
/// </summary>
internal sealed class EmbeddingBlock
{
    private const int Rounds = 60;
    private const double Tolerance = 1e-5;

    /// <summary>Rows that are added at once: fixed, so that the sums round alike on every machine.</summary>
    private const int PartRows = 1024;

    private readonly EmbeddingField _field;
    private readonly float[] _mean; // [source], empty when the fit saw no embedding
    private readonly float[] _components; // [source, dimension]

    private EmbeddingBlock(EmbeddingField field, float[] mean, float[] components)
    {
        _field = field;
        _mean = mean;
        _components = components;
    }

    /// <exception cref="TandemException">An embedding holds a value that is no finite number.</exception>
    public static (EmbeddingBlock Block, EmbeddingReport Report) Fit(EmbeddingSample sample, int dimension, int seed, CancellationToken cancellation)
    {
        double coverage = sample.Items == 0 ? 0 : (double)sample.Given / sample.Items;
        if (sample.Given == 0 || dimension == 0)
        {
            return (new EmbeddingBlock(sample.Field, [], []), new EmbeddingReport(0, coverage, 0));
        }

        int source = sample.Dimension;
        EmbeddingMoments moments = new(source);
        ParallelOptions parallel = new() { CancellationToken = cancellation };
        foreach ((string ItemId, float[] Embedding)[] part in sample.Drawn().Chunk(PartRows))
        {
            float[] rows = new float[part.Length * source];
            for (int r = 0; r < part.Length; r++)
            {
                CopyUnit(sample.Field, part[r].ItemId, part[r].Embedding, rows.AsSpan(r * source, source));
            }

            moments.Add(rows, parallel);
        }

        DenseGram scatter = moments.Scatter();
        Eigenpairs pairs = SubspaceIteration.Largest(scatter, dimension, seed, Rounds, Tolerance, parallel);
        double trace = scatter.Trace;
        EmbeddingReport report = new(source, coverage, trace > 0 ? Math.Clamp(pairs.Values.Sum() / trace, 0, 1) : 0);
        float[] mean = Array.ConvertAll(moments.Mean, static value => (float)value);
        return (new EmbeddingBlock(sample.Field, mean, TruncatedSvd.Padded(pairs, source, dimension)), report);
    }

    /// <exception cref="TandemException">The embedding has another length than the fitted ones.</exception>
    public void Fuse(ItemDescription item, Span<float> destination)
    {
        destination.Clear();
        if (_mean.Length == 0 || _field.Of(item) is not { } embedding)
        {
            return;
        }

        if (embedding.Length != _mean.Length)
        {
            throw new TandemException(
                $"The {_field.Noun} of item '{item.ItemId}' has {embedding.Length} dimensions, the fitted features expect {_mean.Length}. Send embeddings of the model that the fit was made with, or build the features again.");
        }

        float[] buffer = ArrayPool<float>.Shared.Rent(_mean.Length);
        Span<float> row = buffer.AsSpan(0, _mean.Length);
        if (CopyUnit(_field, item.ItemId, embedding, row))
        {
            Kernels.AddScaled(row, _mean, -1);
            Kernels.AddWeightedRows(destination, row, _components);
            Kernels.Normalise(destination);
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    public void Save(FitWriter writer)
    {
        writer.Write(_mean);
        writer.Write(_components);
    }

    public static EmbeddingBlock Load(FitReader reader, EmbeddingField field) => new(field, reader.Floats(), reader.Floats());

    /// <summary>Copies the embedding at length 1; false if it is all zeros, which has no direction.</summary>
    private static bool CopyUnit(EmbeddingField field, string itemId, float[] embedding, Span<float> row)
    {
        embedding.CopyTo(row);
        double squared = Kernels.SquaredNorm(row);
        if (!double.IsFinite(squared))
        {
            throw new TandemException(
                $"The {field.Noun} of item '{itemId}' holds a value that is no finite number. Fix or drop the field `{field.Name}`.");
        }

        Kernels.Normalise(row);
        return squared > 0;
    }
}
