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

    private readonly float[] _mean; // [source], empty when the fit saw no image
    private readonly float[] _components; // [source, dimension]

    private ImageBlock(float[] mean, float[] components)
    {
        _mean = mean;
        _components = components;
    }

    /// <exception cref="TandemException">Two images differ in length, or one holds a value that is no finite number.</exception>
    public static (ImageBlock Block, ImageReport Report) Fit(
        IReadOnlyList<ItemDescription> items, int dimension, ImageOptions options, int seed, CancellationToken cancellation)
    {
        int with = items.Count(item => item.Image is not null);
        double coverage = items.Count == 0 ? 0 : (double)with / items.Count;
        if (with == 0 || dimension == 0)
        {
            return (new ImageBlock([], []), new ImageReport(0, coverage, 0));
        }

        int source = CommonLength(items);
        int[] sample = SeededSample.Of(items, item => item.Image is not null, options.SampleItems, seed);
        float[] rows = new float[(long)sample.Length * source];
        double[] sums = new double[source];
        for (int r = 0; r < sample.Length; r++)
        {
            ItemDescription item = items[sample[r]];
            Span<float> row = rows.AsSpan(r * source, source);
            CopyUnit(item, row);
            for (int i = 0; i < source; i++)
            {
                sums[i] += row[i];
            }
        }

        float[] mean = [.. sums.Select(sum => (float)(sum / sample.Length))];
        for (int r = 0; r < sample.Length; r++)
        {
            Kernels.AddScaled(rows.AsSpan(r * source, source), mean, -1);
        }

        cancellation.ThrowIfCancellationRequested();
        DenseGram covariance = DenseGram.Of(rows, source);
        Eigenpairs pairs = SubspaceIteration.Largest(covariance, dimension, seed, Rounds, Tolerance, new ParallelOptions { CancellationToken = cancellation });
        double trace = covariance.Trace;
        ImageReport report = new(source, coverage, trace > 0 ? Math.Clamp(pairs.Values.Sum() / trace, 0, 1) : 0);
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
        if (CopyUnit(item, row))
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

    private static int CommonLength(IReadOnlyList<ItemDescription> items)
    {
        ItemDescription? first = null;
        foreach (ItemDescription item in items)
        {
            if (item.Image is null)
            {
                continue;
            }

            first ??= item;
            if (item.Image.Length != first.Image!.Length || item.Image.Length == 0)
            {
                throw new TandemException(
                    $"The image embedding of item '{item.ItemId}' has {item.Image.Length} dimensions, that of item '{first.ItemId}' {first.Image.Length}. All images of a dataset must come from one model; fix or drop the field `image`.");
            }
        }

        return first!.Image!.Length;
    }

    /// <summary>Copies the image at length 1; false if it is all zeros, which has no direction.</summary>
    private static bool CopyUnit(ItemDescription item, Span<float> row)
    {
        item.Image!.CopyTo(row);
        double squared = Kernels.SquaredNorm(row);
        if (!double.IsFinite(squared))
        {
            throw new TandemException(
                $"The image embedding of item '{item.ItemId}' holds a value that is no finite number. Fix or drop the field `image`.");
        }

        Kernels.Normalise(row);
        return squared > 0;
    }
}
