namespace Tandem.Datasets.Simulation;

/// <summary>
/// The attribute values whose choice follows the style: each has a direction in the visible part of the latent space, and an
/// item takes the value of the largest <c>3 · direction·style + Gumbel noise</c>.
/// </summary>
internal sealed class Traits
{
    private static readonly (string Base, string English, string[] Shades)[] ColorValues =
    [
        ("черный", "black", ["черный", "антрацит"]), ("белый", "white", ["белый", "молочный", "айвори"]),
        ("красный", "red", ["красный", "алый", "бордовый"]), ("синий", "blue", ["синий", "темно-синий", "индиго"]),
        ("зеленый", "green", ["зеленый", "хаки", "изумруд"]), ("желтый", "yellow", ["желтый", "горчичный"]),
        ("розовый", "pink", ["розовый", "пудра", "фуксия"]), ("серый", "grey", ["серый", "меланж"]),
        ("бежевый", "beige", ["бежевый", "песочный"]), ("коричневый", "brown", ["коричневый", "шоколад"]),
        ("фиолетовый", "purple", ["фиолетовый", "лаванда"]), ("оранжевый", "orange", ["оранжевый", "терракот"]),
    ];

    private static readonly (string Name, string English)[] MaterialValues =
    [
        ("хлопок", "cotton"), ("лен", "linen"), ("шерсть", "wool"), ("полиэстер", "polyester"),
        ("вискоза", "viscose"), ("кожа", "leather"), ("замша", "suede"), ("деним", "denim"),
    ];

    private static readonly string[] SeasonValues = ["лето", "зима", "демисезон", "на любой сезон"];

    private readonly float[][] _colors;
    private readonly float[][] _materials;
    private readonly float[][] _seasons;

    public Traits(long seed)
    {
        SeededRandom random = SeededRandom.For(seed, 3);
        _colors = Directions(ref random, ColorValues.Length);
        _materials = Directions(ref random, MaterialValues.Length);
        _seasons = Directions(ref random, SeasonValues.Length);
    }

    public static string ColorBase(int color) => ColorValues[color].Base;

    public static string ColorEnglish(int color) => ColorValues[color].English;

    public static string[] Shades(int color) => ColorValues[color].Shades;

    public static string Material(int material) => MaterialValues[material].Name;

    public static string MaterialEnglish(int material) => MaterialValues[material].English;

    public static string Season(int season) => SeasonValues[season];

    /// <summary>[16] the colour's direction; images of items of one colour lean towards it.</summary>
    public ReadOnlySpan<float> ColorDirection(int color) => _colors[color];

    public int PickColor(ref SeededRandom random, ReadOnlySpan<float> style) => Pick(ref random, style, _colors);

    public int PickMaterial(ref SeededRandom random, ReadOnlySpan<float> style) => Pick(ref random, style, _materials);

    public int PickSeason(ref SeededRandom random, ReadOnlySpan<float> style) => Pick(ref random, style, _seasons);

    private static int Pick(ref SeededRandom random, ReadOnlySpan<float> style, float[][] directions)
    {
        double best = double.NegativeInfinity;
        int picked = 0;
        for (int i = 0; i < directions.Length; i++)
        {
            double score = (3 * LatentSpace.Dot(directions[i], style[..LatentSpace.Visible])) + random.NextGumbel();
            if (score > best)
            {
                (best, picked) = (score, i);
            }
        }

        return picked;
    }

    private static float[][] Directions(ref SeededRandom random, int count)
    {
        var directions = new float[count][];
        for (int i = 0; i < count; i++)
        {
            directions[i] = LatentSpace.Direction(ref random, LatentSpace.Visible);
        }

        return directions;
    }
}
