namespace Tandem.Datasets.Simulation;

/// <summary>
/// Image vectors of 512 floats: a fixed random projection of <c>[category centre | visible style + 0.4 colour]</c>, scaled to
/// unit length, plus noise of half that length, scaled to unit length again. One item in twenty has none.
/// </summary>
internal sealed class ImageModel
{
    public const int Length = 512;
    private const int Inputs = 2 * LatentSpace.Visible;
    private const double MissingShare = 0.05;
    private const double Noise = 0.5;

    private readonly float[] _projection;
    private readonly long _seed;
    private readonly Traits _traits;

    public ImageModel(long seed, Traits traits)
    {
        _seed = seed;
        _traits = traits;
        SeededRandom random = SeededRandom.For(seed, 5);
        _projection = new float[Length * Inputs];
        for (int i = 0; i < _projection.Length; i++)
        {
            _projection[i] = (float)random.NextNormal();
        }
    }

    public float[]? Render(SimulatedItem item)
    {
        SeededRandom random = SeededRandom.For(_seed, 6, item.ItemId);
        if (random.Chance(MissingShare))
        {
            return null;
        }

        Span<float> input = stackalloc float[Inputs];
        ReadOnlySpan<float> color = _traits.ColorDirection(item.Color);
        item.Model.Leaf.Centre.CopyTo(input);
        for (int i = 0; i < LatentSpace.Visible; i++)
        {
            input[LatentSpace.Visible + i] = item.Model.Style[i] + (0.4f * color[i]);
        }

        var image = new float[Length];
        for (int i = 0; i < Length; i++)
        {
            image[i] = (float)LatentSpace.Dot(_projection.AsSpan(i * Inputs, Inputs), input);
        }

        LatentSpace.Normalise(image);
        for (int i = 0; i < Length; i++)
        {
            image[i] += (float)(Noise / Math.Sqrt(Length) * random.NextNormal());
        }

        LatentSpace.Normalise(image);
        return image;
    }
}
