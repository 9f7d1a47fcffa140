namespace Tandem.Datasets.Simulation;

/// <summary>A brand: a style of its own, a price level and a quality.</summary>
/// <param name="Style">[22] unit vector; the styles of its models lie around it.</param>
/// <param name="PriceLevel">Natural logarithm of its price against the usual price of a kind; about N(0, 0.35).</param>
/// <param name="Quality">Standard normal; low quality is cancelled more.</param>
internal sealed record Brand(string Name, float[] Style, double PriceLevel, double Quality, double Weight)
{
    private static readonly string[] Syllables =
        ["lu", "ma", "re", "ko", "vi", "ta", "no", "sel", "bra", "den", "ori", "fa", "zu", "mi", "cal", "ven", "po", "ri", "sta", "el"];

    public static Brand[] CreateAll(long seed, int count, float[][] segments)
    {
        SeededRandom random = SeededRandom.For(seed, 2);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var brands = new Brand[count];
        for (int i = 0; i < count; i++)
        {
            string name;
            do
            {
                name = string.Concat(Enumerable.Range(0, 2 + random.Next(2)).Select(_ => Syllables[random.Next(Syllables.Length)]));
            }
            while (!names.Add(name));

            float[] style = LatentSpace.Near(ref random, segments[random.Next(segments.Length)], 0.55);
            brands[i] = new Brand(
                char.ToUpperInvariant(name[0]) + name[1..], style, 0.35 * random.NextNormal(), random.NextNormal(), Math.Pow(i + 1, -0.7));
        }

        return brands;
    }
}
