using System.Runtime.InteropServices;
using Tandem.Datasets.Columns;

namespace Tandem.Datasets.Ozon;

/// <summary>The image of a row of <c>items</c>.</summary>
/// <param name="Values">The image; null if there is none that can be used.</param>
/// <param name="Length">Values of the row's first image that has no hole; 0 if there is none.</param>
/// <param name="Mixed">True if the row's images are of several lengths.</param>
internal readonly record struct OzonImage(float[]? Values, int Length, bool Mixed);

/// <summary>
/// The images of a row of <c>items</c>. A list of numbers is one image and is taken as it is. A list of lists is several images
/// of one item: each is scaled to length 1, and their mean is the item's image. An image that is null, has a hole or is zero
/// everywhere is left out; with none left the item has no image.
/// </summary>
internal sealed class OzonImages
{
    private readonly List<float> _values = [];
    private readonly List<int> _ends = [];

    /// <summary>Reads the next row.</summary>
    /// <param name="column">The column of images.</param>
    public OzonImage Read(Leaf<float> column)
    {
        column.ReadLists(_values, _ends, float.NaN);
        float[]? image = null;
        int length = 0;
        int taken = 0;
        int start = 0;
        foreach (int end in _ends)
        {
            ReadOnlySpan<float> values = CollectionsMarshal.AsSpan(_values)[start..end];
            start = end;
            if (!AllFinite(values))
            {
                continue;
            }

            length = length == 0 ? values.Length : length;
            if (values.Length != length)
            {
                return new OzonImage(null, length, Mixed: true);
            }

            if (!column.IsNested)
            {
                image = values.ToArray();
                continue;
            }

            double norm = Norm(values);
            if (norm > 0)
            {
                image ??= new float[length];
                Add(values, 1 / norm, image);
                taken++;
            }
        }

        if (taken > 1)
        {
            for (int i = 0; i < image!.Length; i++)
            {
                image[i] /= taken;
            }
        }

        return new OzonImage(image, length, Mixed: false);
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    private static double Norm(ReadOnlySpan<float> values)
    {
        double squares = 0;
        foreach (float value in values)
        {
            squares += (double)value * value;
        }

        return Math.Sqrt(squares);
    }

    private static void Add(ReadOnlySpan<float> values, double scale, Span<float> sum)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += (float)(values[i] * scale);
        }
    }
}
