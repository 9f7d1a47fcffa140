namespace Tandem.Datasets.Simulation;

/// <summary>What a user is about to do, decided earlier.</summary>
internal enum PlanKind
{
    Unfavorite,
    Remove,
    Order,

    /// <summary>Look for something that goes with an earlier order.</summary>
    Complement,

    /// <summary>Buy a consumable again.</summary>
    Repurchase,
}

/// <param name="At">Milliseconds since 1970-01-01 UTC.</param>
/// <param name="Item">Index in <see cref="SimulatedCatalogue.Items"/>.</param>
/// <param name="Match">How well the item fits the user, about standard normal.</param>
internal readonly record struct Plan(long At, PlanKind Kind, int Item, double Match);

/// <summary>A user: a taste that drifts, habits, and a memory of what is going on.</summary>
internal sealed class SimulatedUser
{
    /// <summary>Items worth coming back to that are remembered.</summary>
    private const int MemoryDepth = 8;

    /// <summary>A day's standard deviation of the taste's random walk, on a unit vector.</summary>
    private const double DailyDrift = 0.02;

    private SeededRandom _random;

    private SimulatedUser(SeededRandom random) => _random = random;

    public ref SeededRandom Random => ref _random;

    public required int Id { get; init; }

    /// <summary>[22] unit vector.</summary>
    public required float[] Taste { get; init; }

    /// <summary>Preferred leaves and the cumulative sum of their weights.</summary>
    public required int[] Leaves { get; init; }

    public required double[] LeafCumulative { get; init; }

    public required int[] FavoriteBrands { get; init; }

    /// <summary>What a favourite brand adds to an item's appeal, 0 to 2.</summary>
    public required double Loyalty { get; init; }

    /// <summary>Natural logarithm of the price that suits, against a kind's usual price.</summary>
    public required double PriceLevel { get; init; }

    /// <summary>Mean sessions a day.</summary>
    public required double Activity { get; init; }

    /// <summary>Hour of the day around which sessions lie.</summary>
    public required double UsualHour { get; init; }

    /// <summary>Own inclination to cancel, in logits.</summary>
    public required double CancelLeaning { get; init; }

    public required int JoinDay { get; init; }

    public List<Plan> Plans { get; } = [];

    public List<int> Memory { get; } = [];

    public static SimulatedUser Create(SimulationOptions options, SimulatedCatalogue catalogue, int index, double activity)
    {
        SeededRandom random = SeededRandom.For(options.Seed, 7, index);
        float[] taste = LatentSpace.Near(ref random, catalogue.Segments[random.Next(catalogue.Segments.Length)], 0.55);
        double who = random.NextDouble();
        Audience audience = who < 0.58 ? Audience.Women : who < 0.88 ? Audience.Men : Audience.Kids;
        (int[] leaves, double[] cumulative) = PickLeaves(ref random, catalogue.Tree, audience);
        int[] brands = PickBrands(ref random, catalogue.Brands, taste);
        return new SimulatedUser(random)
        {
            Id = 1_009 + (index * 13),
            Taste = taste,
            Leaves = leaves,
            LeafCumulative = cumulative,
            FavoriteBrands = brands,
            Loyalty = 2 * random.NextDouble(),
            PriceLevel = 0.45 * random.NextNormal(),
            Activity = activity,
            UsualHour = (random.Chance(0.7) ? 20 : 12) + (2 * random.NextNormal()),
            CancelLeaning = 0.8 * random.NextNormal(),
            JoinDay = random.Chance(0.7) ? 0 : random.Next(Math.Max(1, options.Days * 6 / 10)),
        };
    }

    /// <summary>One day of the random walk, on the unit sphere.</summary>
    public void Drift()
    {
        for (int i = 0; i < Taste.Length; i++)
        {
            Taste[i] += (float)(DailyDrift * _random.NextNormal());
        }

        LatentSpace.Normalise(Taste);
    }

    public void Remember(int item)
    {
        Memory.Remove(item);
        if (Memory.Count == MemoryDepth)
        {
            Memory.RemoveAt(0);
        }

        Memory.Add(item);
    }

    /// <summary>Taste match, price and brand, in the units of a softmax over items.</summary>
    public double Appeal(SimulatedModel model)
    {
        double price = (model.PriceLevel - PriceLevel) / 0.6;
        return (1.6 * Match(model)) - (0.5 * price * price) + (0.25 * model.Quality)
            + (Array.IndexOf(FavoriteBrands, model.Brand) >= 0 ? Loyalty : 0);
    }

    /// <summary>How the style meets the taste; about standard normal over random items.</summary>
    public double Match(SimulatedModel model) => LatentSpace.Scale * LatentSpace.Dot(Taste, model.Style);

    private static (int[] Leaves, double[] Cumulative) PickLeaves(ref SeededRandom random, CategoryTree tree, Audience audience)
    {
        const int Preferred = 6;
        var leaves = new List<int>(Preferred);
        while (leaves.Count < Preferred)
        {
            // One leaf in five is for somebody else of the household.
            int whose = random.Chance(0.2) ? random.Next(3) : (int)audience;
            int leaf = random.NextWeighted(tree.Cumulative[whose]);
            if (!leaves.Contains(leaf))
            {
                leaves.Add(leaf);
            }
        }

        double sum = 0;
        return ([.. leaves], [.. Enumerable.Range(1, Preferred).Select(rank => sum += 1.0 / rank)]);
    }

    private static int[] PickBrands(ref SeededRandom random, Brand[] brands, float[] taste)
    {
        const int Favorites = 3;
        var scores = new double[brands.Length];
        for (int i = 0; i < brands.Length; i++)
        {
            scores[i] = (2 * LatentSpace.Scale * LatentSpace.Dot(taste, brands[i].Style)) + Math.Log(brands[i].Weight) + random.NextGumbel();
        }

        return [.. Enumerable.Range(0, brands.Length).OrderByDescending(brand => scores[brand]).Take(Favorites)];
    }
}
