using Tandem.Domain;

namespace Tandem.Training.Featurizing.Pictures;

/// <summary>
/// The category tree in the Poincaré disk: every level one step further out by hyperbolic distance, every branch a wedge as wide as its
/// leaves (the radial case of Sarkar, "Low distortion Delaunay embedding of trees in hyperbolic plane", 2011). It shows the tree and the
/// room that the disk has for it; it is no projection of the trained points, which in two dimensions would lie on top of each other.
/// </summary>
internal static class CategoryDisk
{
    /// <summary>Categories of a picture, at most; those nearest to the roots are kept.</summary>
    private const int MaxNodes = 400;

    /// <summary>Distance of the deepest level from the centre, below 1.</summary>
    private const double Rim = 0.96;

    /// <summary>Parents before their children.</summary>
    public static DiskCategory[] Of(IReadOnlyList<Category> categories, CategoryBranches branches)
    {
        (Category Category, IReadOnlyList<string> Path)[] kept =
        [
            .. categories.Select(category => (category, Path: branches.Path(category.CategoryId)))
                .OrderBy(static pair => pair.Path.Count).ThenBy(static pair => pair.category.CategoryId, StringComparer.Ordinal).Take(MaxNodes),
        ];
        if (kept.Length < 2)
        {
            return [];
        }

        int[] parents = Parents(kept);
        (double From, double Width)[] wedges = Wedges(parents);
        bool several = parents.Count(static parent => parent < 0) > 1;
        int Level(int node) => kept[node].Path.Count - (several ? 0 : 1);
        double step = 2 * Math.Atanh(Rim) / Math.Max(1, Level(kept.Length - 1));
        return
        [
            .. kept.Select((node, index) =>
            {
                // A point at hyperbolic distance d from the centre lies at tanh(d / 2).
                double radius = Math.Tanh(step * Level(index) / 2);
                double angle = wedges[index].From + (wedges[index].Width / 2);
                return new DiskCategory(
                    radius * Math.Cos(angle), radius * Math.Sin(angle), parents[index], branches.Of(node.Category.CategoryId), node.Category.Name, node.Path.Count - 1);
            }),
        ];
    }

    private static int[] Parents((Category Category, IReadOnlyList<string> Path)[] nodes)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((int index, (Category category, _)) in nodes.Index())
        {
            places.TryAdd(category.CategoryId, index);
        }

        return [.. nodes.Select(node => node.Path.Count > 1 ? places[node.Path[^2]] : -1)];
    }

    /// <summary>[nodes] the angle at which a node's wedge begins and how wide it is, in radians; the roots share the circle.</summary>
    private static (double From, double Width)[] Wedges(int[] parents)
    {
        int[] leaves = new int[parents.Length];
        int roots = 0;
        for (int node = parents.Length - 1; node >= 0; node--)
        {
            leaves[node] = Math.Max(1, leaves[node]);
            if (parents[node] >= 0)
            {
                leaves[parents[node]] += leaves[node];
            }
            else
            {
                roots += leaves[node];
            }
        }

        var wedges = new (double From, double Width)[parents.Length];
        double[] next = new double[parents.Length];
        double nextRoot = 0;
        for (int node = 0; node < parents.Length; node++)
        {
            int parent = parents[node];
            double from = parent < 0 ? nextRoot : next[parent];
            double width = parent < 0 ? Math.Tau * leaves[node] / roots : wedges[parent].Width * leaves[node] / leaves[parent];
            wedges[node] = (from, width);
            next[node] = from;
            if (parent < 0)
            {
                nextRoot += width;
            }
            else
            {
                next[parent] += width;
            }
        }

        return wedges;
    }
}
