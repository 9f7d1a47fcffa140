using System.Runtime.InteropServices;
using Tandem.Datasets.Columns;

namespace Tandem.Datasets.Ozon;

/// <summary>
/// The images of a row of <c>items</c>. A list of numbers is one image and is taken as it is. A list of lists is several images
/// of one item: each is scaled to length 1, and their mean is the item's image. An image that is null, has a hole or is zero
/// everywhere is left out; with none left the item has no image.
/// </summary>
/// <param name="length">Values of an image; 0 until the first image says how many all of them have.</param>
internal sealed class OzonImages(int length)
{
    private readonly List<float> _values = [];
    private readonly List<int> _ends = [];

    public int Length { get; private set; } = length;

    /// <summary>Reads the next row.</summary>
    /// <param name="column">The column of images.</param>
    /// <param name="image">The image; null if there is none.</param>
    /// <returns>What is wrong with the row, or null.</returns>
    public string? Read(Leaf<float> column, out float[]? image)
    {
        column.ReadLists(_values, _ends, float.NaN);
        image = null;
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

            Length = Length == 0 ? values.Length : Length;
            if (values.Length != Length)
            {
                image = null;
                return $"image of another length than {Length}";
            }

            if (!column.IsNested)
            {
                image = values.ToArray();
                continue;
            }

            double norm = Norm(values);
            if (norm > 0)
            {
                image ??= new float[Length];
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

        return null;
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
