using Tandem.Domain;

namespace Tandem.Features.Tests;

/// <summary>A small seeded shop with structure in every block.</summary>
internal static class Shop
{
    public const int ImageDimension = 40;

    private static readonly string[] Kinds = ["dress", "shirt", "boots", "jacket", "scarf"];
    private static readonly string[] Colours = ["red", "blue", "green", "black"];

    public static IReadOnlyList<Category> Categories { get; } =
    [
        new Category("root", null, "Clothing"),
        new Category("upper", "root", "Upper"),
        new Category("lower", "root", "Lower"),
        new Category("dress", "upper", "Dresses"),
        new Category("shirt", "upper", "Shirts"),
        new Category("jacket", "upper", "Jackets"),
        new Category("scarf", "upper", "Scarves"),
        new Category("boots", "lower", "Boots"),
    ];

    public static (ItemDescription[] Items, ItemCounts[] Counts) Create(int count, int seed = 5)
    {
        Random random = new(seed);
        ItemDescription[] items = new ItemDescription[count];
        ItemCounts[] counts = new ItemCounts[count];
        for (int i = 0; i < count; i++)
        {
            int kind = random.Next(Kinds.Length);
            int colour = random.Next(Colours.Length);
            items[i] = new ItemDescription
            {
                ItemId = $"i{i}",
                ModelId = $"m{i / 2}",
                CategoryId = Kinds[kind],
                Name = $"{Colours[colour]} {Kinds[kind]} model {random.Next(30)}",
                Attributes =
                [
                    new ItemAttribute("Type", Kinds[kind]),
                    new ItemAttribute("ColorBase", Colours[colour]),
                    .. i % 3 == 0 ? new[] { new ItemAttribute("Season", "winter") } : [],
                    new ItemAttribute("Sku", $"sku{i}"),
                ],
                Image = i % 7 == 0 ? null : Image(kind, colour, random),
            };
            double weighted = Math.Floor(1000 / Math.Pow(i + 1, 1.1));
            counts[i] = new ItemCounts(weighted, Math.Floor(weighted * random.NextDouble()), (long)weighted / 10, (long)weighted / 20, random.Next(100));
        }

        return (items, counts);
    }

    public static FittedFeatures Fit(int count = 300, FeatureOptions? options = null)
    {
        (ItemDescription[] items, ItemCounts[] counts) = Create(count);
        return FittedFeatures.Fit(items, Categories, counts, options ?? new FeatureOptions());
    }

    private static float[] Image(int kind, int colour, Random random)
    {
        float[] image = new float[ImageDimension];
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = (float)(Math.Sin((i + 1) * (kind + 1)) + (0.5 * Math.Cos((i + 2) * (colour + 1))) + (0.1 * random.NextDouble()));
        }

        return image;
    }
}
