namespace Tandem.Datasets.Simulation;

/// <summary>A leaf of the simulated tree.</summary>
/// <param name="Path">Leaf to root, without the ending −1.</param>
/// <param name="Centre">[16] where the category's images lie.</param>
/// <param name="Complements">Indices of the leaves that people often buy from next.</param>
internal sealed record CategoryLeaf(
    int Index, Kind Kind, Audience Audience, (int Id, string Name)[] Path, float[] Centre, double Weight, List<int> Complements)
{
    public int CatalogId => Path[0].Id;
}

/// <summary>The simulated category tree: root, audience, group, leaf. Images of near categories look alike.</summary>
internal sealed class CategoryTree
{
    private CategoryTree(CategoryLeaf[] leaves)
    {
        Leaves = leaves;
        Cumulative = new double[3][];
        for (int audience = 0; audience < 3; audience++)
        {
            double sum = 0;
            Cumulative[audience] = Array.ConvertAll(leaves, leaf => sum += (int)leaf.Audience == audience ? leaf.Weight : 0);
        }
    }

    public CategoryLeaf[] Leaves { get; }

    /// <summary>[audience][leaf] cumulative weight of the audience's leaves.</summary>
    public double[][] Cumulative { get; }

    public static CategoryTree Create(long seed)
    {
        SeededRandom random = SeededRandom.For(seed, 1);
        var leaves = new List<CategoryLeaf>();
        foreach ((int root, string rootName) in Assortment.Roots)
        {
            int next = root + 1;
            int[] audienceIds = [next++, next++, next++];
            float[] rootCentre = LatentSpace.Direction(ref random, LatentSpace.Visible);
            foreach (IGrouping<string, Kind> group in Assortment.Kinds.Where(kind => kind.Root == root).GroupBy(static kind => kind.Group))
            {
                float[] groupCentre = LatentSpace.Near(ref random, rootCentre, 0.5);
                foreach (Audience audience in Enum.GetValues<Audience>())
                {
                    Kind[] kinds = [.. group.Where(kind => kind.IsFor(audience))];
                    if (kinds.Length == 0)
                    {
                        continue;
                    }

                    (int, string)[] upper = [(next++, group.Key), (audienceIds[(int)audience], Assortment.AudienceNames[(int)audience]), (root, rootName)];
                    foreach (Kind kind in kinds)
                    {
                        float[] centre = LatentSpace.Near(ref random, groupCentre, 0.5);
                        double weight = Math.Exp(0.7 * random.NextNormal());
                        leaves.Add(new CategoryLeaf(leaves.Count, kind, audience, [(next++, kind.Russian), .. upper], centre, weight, []));
                    }
                }
            }
        }

        LinkComplements(leaves);
        return new CategoryTree([.. leaves]);
    }

    private static void LinkComplements(List<CategoryLeaf> leaves)
    {
        foreach (CategoryLeaf leaf in leaves)
        {
            foreach (string key in leaf.Kind.Complements)
            {
                CategoryLeaf? other = leaves.Find(other => other.Kind.Key == key && other.Audience == leaf.Audience)
                    ?? leaves.Find(other => other.Kind.Key == key);
                if (other is not null)
                {
                    leaf.Complements.Add(other.Index);
                }
            }
        }
    }
}
