namespace Tandem.Datasets.Simulation;

/// <summary>Makes the models and their variants, and links the models that go together.</summary>
internal static class CatalogueBuilder
{
    private const int SegmentCount = 12;
    private const double BornEarly = 0.8;
    private const int NeighbourCount = 4;
    private const int CompanionCount = 3;
    private static readonly double[] VariantCumulative = [0.4, 0.7, 0.9, 1.0];

    public static SimulatedCatalogue Build(SimulationOptions options)
    {
        CategoryTree tree = CategoryTree.Create(options.Seed);
        SeededRandom random = SeededRandom.For(options.Seed, 4);
        float[][] segments = [.. Enumerable.Range(0, SegmentCount).Select(_ => LatentSpace.Direction(ref random))];
        Brand[] brands = Brand.CreateAll(options.Seed, 20 + Math.Min(options.Items / 400, 400), segments);
        var traits = new Traits(options.Seed);
        var items = new List<SimulatedItem>(options.Items);
        var models = new List<SimulatedModel>();
        double brandSum = 0;
        double[] brandCumulative = Array.ConvertAll(brands, brand => brandSum += brand.Weight);
        double leafSum = 0;
        double[] leafCumulative = Array.ConvertAll(tree.Leaves, leaf => leafSum += leaf.Weight);
        while (items.Count < options.Items)
        {
            // The first models go round the leaves, so that no category is ever empty on the first day.
            bool first = models.Count < tree.Leaves.Length;
            CategoryLeaf leaf = tree.Leaves[first ? models.Count : random.NextWeighted(leafCumulative)];
            int variants = Math.Min(1 + random.NextWeighted(VariantCumulative), options.Items - items.Count);
            SimulatedModel model = NewModel(ref random, leaf, brands, random.NextWeighted(brandCumulative), traits, models.Count, items.Count, variants);
            if (!first && !random.Chance(BornEarly))
            {
                model = Reborn(model, 1 + random.Next(options.Days - 1));
            }

            models.Add(model);
            AddVariants(ref random, items, model, traits);
        }

        Shelf[] shelves = Shelve(ref random, tree, models);
        Link(ref random, tree, shelves, models);
        return new SimulatedCatalogue
        {
            Tree = tree,
            Brands = brands,
            Traits = traits,
            Segments = segments,
            Models = [.. models],
            Items = [.. items],
            Shelves = shelves,
        };
    }

    private static SimulatedModel NewModel(
        ref SeededRandom random, CategoryLeaf leaf, Brand[] brands, int brand, Traits traits, int index, int firstItem, int variants)
    {
        float[] style = LatentSpace.Near(ref random, brands[brand].Style, 0.45);
        return new SimulatedModel
        {
            Id = 50_001 + (index * 3),
            Leaf = leaf,
            Brand = brand,
            Style = style,
            PriceLevel = brands[brand].PriceLevel + (0.25 * random.NextNormal()),
            Quality = (0.7 * brands[brand].Quality) + (0.7 * random.NextNormal()),
            Birthday = 0,
            Material = traits.PickMaterial(ref random, style),
            Season = traits.PickSeason(ref random, style),
            FirstItem = firstItem,
            Variants = variants,
        };
    }

    private static SimulatedModel Reborn(SimulatedModel model, int day) => new()
    {
        Id = model.Id,
        Leaf = model.Leaf,
        Brand = model.Brand,
        Style = model.Style,
        PriceLevel = model.PriceLevel,
        Quality = model.Quality,
        Birthday = day,
        Material = model.Material,
        Season = model.Season,
        FirstItem = model.FirstItem,
        Variants = model.Variants,
    };

    private static void AddVariants(ref SeededRandom random, List<SimulatedItem> items, SimulatedModel model, Traits traits)
    {
        for (int variant = 0; variant < model.Variants; variant++)
        {
            int color = traits.PickColor(ref random, model.Style);
            items.Add(new SimulatedItem(
                100_003 + (items.Count * 7), 1 + variant, color, random.Next(Traits.Shades(color).Length), random.Next(5), model));
        }
    }

    /// <summary>Gives every model of a category a Zipf weight by a random rank; quality helps a little.</summary>
    private static Shelf[] Shelve(ref SeededRandom random, CategoryTree tree, List<SimulatedModel> models)
    {
        var byLeaf = new List<SimulatedModel>[tree.Leaves.Length];
        for (int leaf = 0; leaf < byLeaf.Length; leaf++)
        {
            byLeaf[leaf] = [];
        }

        foreach (SimulatedModel model in models)
        {
            byLeaf[model.Leaf.Index].Add(model);
        }

        var shelves = new Shelf[byLeaf.Length];
        for (int leaf = 0; leaf < byLeaf.Length; leaf++)
        {
            List<SimulatedModel> shelf = byLeaf[leaf];
            int[] ranks = [.. Enumerable.Range(1, shelf.Count)];
            for (int i = ranks.Length - 1; i > 0; i--)
            {
                int other = random.Next(i + 1);
                (ranks[i], ranks[other]) = (ranks[other], ranks[i]);
            }

            for (int i = 0; i < shelf.Count; i++)
            {
                shelf[i].Weight = Math.Pow(ranks[i], -0.9) * Math.Exp(0.2 * shelf[i].Quality);
            }

            shelves[leaf] = new Shelf([.. shelf.OrderBy(static model => model.Birthday).ThenBy(static model => model.Id)]);
        }

        return shelves;
    }

    /// <summary>
    /// Neighbours are the nearest of a few drawn models of the same category, by the whole style, the hidden part included;
    /// companions likewise from the complementary categories.
    /// </summary>
    private static void Link(ref SeededRandom random, CategoryTree tree, Shelf[] shelves, List<SimulatedModel> models)
    {
        foreach (SimulatedModel model in models)
        {
            model.Neighbours = Nearest(ref random, model, [model.Leaf.Index], shelves, NeighbourCount);
            List<int> complements = tree.Leaves[model.Leaf.Index].Complements;
            model.Companions = complements.Count == 0 ? [] : Nearest(ref random, model, complements, shelves, CompanionCount);
        }
    }

    private static SimulatedModel[] Nearest(ref SeededRandom random, SimulatedModel model, List<int> leaves, Shelf[] shelves, int count)
    {
        const int DrawnForEach = 6;
        var drawn = new Dictionary<int, (double Closeness, SimulatedModel Model)>();
        for (int i = 0; i < count * DrawnForEach; i++)
        {
            Shelf shelf = shelves[leaves[i % leaves.Count]];
            SimulatedModel other = shelf.Draw(ref random, shelf.Models.Count);
            if (other != model)
            {
                drawn[other.Id] = (LatentSpace.Dot(model.Style, other.Style), other);
            }
        }

        return [.. drawn.Values.OrderByDescending(static pair => pair.Closeness).ThenBy(static pair => pair.Model.Id).Take(count).Select(static pair => pair.Model)];
    }
}
