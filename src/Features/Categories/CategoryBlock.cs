using Tandem.Domain;
using Tandem.Features.Format;
using Tandem.Features.Numerics;

namespace Tandem.Features.Categories;

/// <summary>
/// The point of the item's category in the Poincaré ball, as it is: its norm, below 1, grows towards the leaves and
/// is kept. Unknown categories and an empty tree give zeros.
/// </summary>
internal sealed class CategoryBlock
{
    private const string VirtualRoot = "\u001froot"; // No category id starts with a control character.

    /// <summary>A new category goes this share of the way from its parent to the border.</summary>
    private const float Outward = 0.1f;

    private readonly int _dimension;
    private readonly Dictionary<string, float[]> _fitted;
    private readonly Dictionary<string, float[]> _added;

    private CategoryBlock(int dimension, Dictionary<string, float[]> fitted, Dictionary<string, float[]> added)
    {
        _dimension = dimension;
        _fitted = fitted;
        _added = added;
    }

    /// <exception cref="TandemException">A category comes twice, or the tree has a cycle.</exception>
    public static (CategoryBlock Block, CategoryReport Report) Fit(
        IReadOnlyList<ItemDescription> items,
        IReadOnlyList<Category> categories,
        int dimension,
        PoincareOptions options,
        IProgress<ProgressReport>? progress,
        CancellationToken cancellation)
    {
        Dictionary<string, float[]> vectors = new(StringComparer.Ordinal);
        PoincareQuality quality = new(0, 0, 0, 0);
        if (dimension > 0 && categories.Count > 1)
        {
            PoincareEmbedding embedding = PoincareTrainer.Train(
                Edges(categories), options with { Dimension = dimension }, new ParallelOptions { CancellationToken = cancellation }, progress);
            quality = embedding.Quality;
            foreach ((int index, string node) in embedding.Nodes.Index())
            {
                if (node != VirtualRoot)
                {
                    vectors.Add(node, embedding.Vector(index).ToArray());
                }
            }
        }

        int known = items.Count(item => item.CategoryId is not null && vectors.ContainsKey(item.CategoryId));
        CategoryReport report = new(
            vectors.Count, items.Count == 0 ? 0 : (double)known / items.Count, quality.MeanRank, quality.MeanAveragePrecision, quality.HitAt1);
        return (new CategoryBlock(dimension, vectors, []), report);
    }

    public void Fuse(ItemDescription item, Span<float> destination)
    {
        if (item.CategoryId is not null
            && (_fitted.TryGetValue(item.CategoryId, out float[]? vector) || _added.TryGetValue(item.CategoryId, out vector)))
        {
            vector.CopyTo(destination);
        }
        else
        {
            destination.Clear();
        }
    }

    /// <summary>
    /// Places categories that the fit did not know: the parent's direction, a little further out. Parents must be known
    /// or among the new ones; a category whose parents are not is left out. Known categories do not move.
    /// </summary>
    public CategoryBlock With(IReadOnlyList<Category> categories)
    {
        Dictionary<string, float[]> added = new(_added, StringComparer.Ordinal);
        bool progress = true;
        while (progress)
        {
            progress = false;
            foreach (Category category in categories)
            {
                if (category.ParentId is null || _fitted.ContainsKey(category.CategoryId) || added.ContainsKey(category.CategoryId))
                {
                    continue;
                }

                if (_fitted.TryGetValue(category.ParentId, out float[]? parent) || added.TryGetValue(category.ParentId, out parent))
                {
                    added.Add(category.CategoryId, Below(parent));
                    progress = true;
                }
            }
        }

        return new CategoryBlock(_dimension, _fitted, added);
    }

    public void SaveFitted(FitWriter writer)
    {
        writer.Write(_dimension);
        Save(writer, _fitted);
    }

    public void SaveAdded(FitWriter writer) => Save(writer, _added);

    /// <summary>Reads the two parts, which need not lie next to each other in the stream.</summary>
    public static CategoryBlock LoadFitted(FitReader reader) => new(reader.Int(), Load(reader), []);

    public CategoryBlock LoadAdded(FitReader reader) => new(_dimension, _fitted, Load(reader));

    private static void Save(FitWriter writer, Dictionary<string, float[]> vectors)
    {
        writer.Write(vectors.Count);
        foreach ((string id, float[] vector) in vectors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(id);
            writer.Write(vector);
        }
    }

    private static Dictionary<string, float[]> Load(FitReader reader)
    {
        int count = reader.Count();
        Dictionary<string, float[]> vectors = new(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string id = reader.Text();
            vectors[id] = reader.Floats();
        }

        return vectors;
    }

    private static float[] Below(float[] parent)
    {
        double norm = Math.Sqrt(Kernels.SquaredNorm(parent));
        float scale = norm > 0 ? (float)((norm + (Outward * (1 - norm))) / norm) : 0;
        return [.. parent.Select(value => value * scale)];
    }

    /// <summary>The tree's edges; several roots hang on one that is not a category, so that they share a centre.</summary>
    private static List<(string Child, string Parent)> Edges(IReadOnlyList<Category> categories)
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (Category category in categories)
        {
            if (!ids.Add(category.CategoryId))
            {
                throw new TandemException(
                    $"The category '{category.CategoryId}' comes more than once in the category tree. Give each category one row.");
            }
        }

        List<(string, string)> edges = [];
        bool IsRoot(Category category) => category.ParentId is null || category.ParentId == category.CategoryId || !ids.Contains(category.ParentId);
        bool several = categories.Count(IsRoot) > 1;
        foreach (Category category in categories)
        {
            if (!IsRoot(category))
            {
                edges.Add((category.CategoryId, category.ParentId!));
            }
            else if (several)
            {
                edges.Add((category.CategoryId, VirtualRoot));
            }
        }

        return edges;
    }
}
