using System.Buffers;
using Tandem.Domain;
using Tandem.Features.Format;
using Tandem.Features.Numerics;

namespace Tandem.Features.Images;

/// <summary>
/// Image embeddings scaled to length 1 (they are compared by cosine), centred, projected on their principal components
/// and scaled to length 1. No image gives zeros, and so does every image if none was seen at the fit.
/// </summary>
internal sealed class ImageBlock
{
    private const int Rounds = 60;
    private const double Tolerance = 1e-5;

    /// <summary>Rows that are added at once: fixed, so that the sums round alike on every machine.</summary>
    private const int PartRows = 1024;

    private readonly float[] _mean; // [source], empty when the fit saw no image
    private readonly float[] _components; // [source, dimension]

    private ImageBlock(float[] mean, float[] components)
    {
        _mean = mean;
        _components = components;
    }

    /// <exception cref="TandemException">An image holds a value that is no finite number.</exception>
    public static (ImageBlock Block, ImageReport Report) Fit(ImageSample sample, int dimension, int seed, CancellationToken cancellation)
    {
        double coverage = sample.Items == 0 ? 0 : (double)sample.WithImage / sample.Items;
        if (sample.WithImage == 0 || dimension == 0)
        {
            return (new ImageBlock([], []), new ImageReport(0, coverage, 0));
        }

        int source = sample.Dimension;
        ImageMoments moments = new(source);
        ParallelOptions parallel = new() { CancellationToken = cancellation };
        foreach ((string ItemId, float[] Image)[] part in sample.Drawn().Chunk(PartRows))
        {
            float[] rows = new float[part.Length * source];
            for (int r = 0; r < part.Length; r++)
            {
                CopyUnit(part[r].ItemId, part[r].Image, rows.AsSpan(r * source, source));
            }

            moments.Add(rows, parallel);
        }

        DenseGram scatter = moments.Scatter();
        Eigenpairs pairs = SubspaceIteration.Largest(scatter, dimension, seed, Rounds, Tolerance, parallel);
        double trace = scatter.Trace;
        ImageReport report = new(source, coverage, trace > 0 ? Math.Clamp(pairs.Values.Sum() / trace, 0, 1) : 0);
        float[] mean = Array.ConvertAll(moments.Mean, static value => (float)value);
        return (new ImageBlock(mean, TruncatedSvd.Padded(pairs, source, dimension)), report);
    }

    /// <exception cref="TandemException">The image has another length than the fitted ones.</exception>
    public void Fuse(ItemDescription item, Span<float> destination)
    {
        destination.Clear();
        if (item.Image is null || _mean.Length == 0)
        {
            return;
        }

        if (item.Image.Length != _mean.Length)
        {
            throw new TandemException(
                $"The image embedding of item '{item.ItemId}' has {item.Image.Length} dimensions, the fitted features expect {_mean.Length}. Send embeddings of the model that the fit was made with, or build the features again.");
        }

        float[] buffer = ArrayPool<float>.Shared.Rent(_mean.Length);
        Span<float> row = buffer.AsSpan(0, _mean.Length);
        if (CopyUnit(item.ItemId, item.Image, row))
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

    public static ImageBlock Load(FitReader reader) => new(reader.Floats(), reader.Floats());

    /// <summary>Copies the image at length 1; false if it is all zeros, which has no direction.</summary>
    private static bool CopyUnit(string itemId, float[] image, Span<float> row)
    {
        image.CopyTo(row);
        double squared = Kernels.SquaredNorm(row);
        if (!double.IsFinite(squared))
        {
            throw new TandemException(
                $"The image embedding of item '{itemId}' holds a value that is no finite number. Fix or drop the field `image`.");
        }

        Kernels.Normalise(row);
        return squared > 0;
    }
}
