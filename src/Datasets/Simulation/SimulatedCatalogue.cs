namespace Tandem.Datasets.Simulation;

/// <summary>A product. Its variants differ in colour and size and share everything else.</summary>
internal sealed class SimulatedModel
{
    public required int Id { get; init; }

    public required CategoryLeaf Leaf { get; init; }

    public required int Brand { get; init; }

    /// <summary>[22] unit vector.</summary>
    public required float[] Style { get; init; }

    /// <summary>Natural logarithm of the price against the kind's usual price.</summary>
    public required double PriceLevel { get; init; }

    /// <summary>About standard normal.</summary>
    public required double Quality { get; init; }

    /// <summary>The day from which it is on sale.</summary>
    public required int Birthday { get; init; }

    public required int Material { get; init; }

    public required int Season { get; init; }

    /// <summary>Index of the first variant in <see cref="SimulatedCatalogue.Items"/>.</summary>
    public required int FirstItem { get; init; }

    public required int Variants { get; init; }

    /// <summary>Its share of its category's attention; Zipf.</summary>
    public double Weight { get; set; }

    /// <summary>Models of its category that are often looked at next.</summary>
    public SimulatedModel[] Neighbours { get; set; } = [];

    /// <summary>Models of complementary categories that are often bought with it.</summary>
    public SimulatedModel[] Companions { get; set; } = [];
}

/// <summary>A variant.</summary>
internal readonly record struct SimulatedItem(int ItemId, int VariantId, int Color, int Shade, int Size, SimulatedModel Model);

/// <summary>A category's models in order of birth, with the cumulative sum of their weights.</summary>
internal sealed class Shelf(SimulatedModel[] models)
{
    private readonly double[] _cumulative = Sum(models);
    private readonly int[] _birthdays = Array.ConvertAll(models, static model => model.Birthday);

    public IReadOnlyList<SimulatedModel> Models => models;

    /// <summary>How many models are on sale on a day.</summary>
    public int OnSale(int day)
    {
        int low = 0;
        int high = _birthdays.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _birthdays[middle] <= day ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>A model by popularity, or, one time in ten, one of the newest tenth.</summary>
    public SimulatedModel Draw(ref SeededRandom random, int onSale)
    {
        if (random.Chance(0.1))
        {
            int newest = Math.Max(1, onSale / 10);
            return models[onSale - 1 - random.Next(newest)];
        }

        return models[random.NextWeighted(_cumulative.AsSpan(0, onSale))];
    }

    private static double[] Sum(SimulatedModel[] models)
    {
        double sum = 0;
        return Array.ConvertAll(models, model => sum += model.Weight);
    }
}

/// <summary>Everything that is for sale.</summary>
internal sealed class SimulatedCatalogue
{
    public required CategoryTree Tree { get; init; }

    public required Brand[] Brands { get; init; }

    public required Traits Traits { get; init; }

    /// <summary>[12][22] directions around which brands and users gather.</summary>
    public required float[][] Segments { get; init; }

    public required SimulatedModel[] Models { get; init; }

    /// <summary>Variants, those of one model side by side.</summary>
    public required SimulatedItem[] Items { get; init; }

    /// <summary>[leaf]</summary>
    public required Shelf[] Shelves { get; init; }
}
