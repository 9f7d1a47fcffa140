using System.Runtime.InteropServices;
using Tandem.Domain;

namespace Tandem.Features.Categories;

/// <summary>A directed acyclic "is a" graph and, for each node, all nodes above it.</summary>
internal sealed class TransitiveClosure
{
    private TransitiveClosure(string[] names, int[][] children, int[][] ancestors, int[] depths)
    {
        Names = names;
        Children = children;
        Ancestors = ancestors;
        Depths = depths;
    }

    /// <summary>Node names, in order of first appearance.</summary>
    public string[] Names { get; }

    /// <summary>Direct children of each node.</summary>
    public int[][] Children { get; }

    /// <summary>All ancestors of each node, ascending.</summary>
    public int[][] Ancestors { get; }

    /// <summary>Steps of the longest way up to a root; 0 at a root.</summary>
    public int[] Depths { get; }

    /// <exception cref="TandemException">The edges form a cycle.</exception>
    public static TransitiveClosure Of(IEnumerable<(string Child, string Parent)> edges)
    {
        Dictionary<string, int> indices = new(StringComparer.Ordinal);
        List<List<int>> parents = [];
        foreach ((string child, string parent) in edges)
        {
            int above = Index(parent, indices, parents);
            int below = Index(child, indices, parents);
            if (above != below && !parents[below].Contains(above))
            {
                parents[below].Add(above);
            }
        }

        string[] names = [.. indices.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        int[][] children = ChildrenOf(parents);
        int[] order = RootsFirst(names, parents, children);
        int[][] ancestors = new int[names.Length][];
        int[] depths = new int[names.Length];
        SortedSet<int> found = [];
        foreach (int node in order)
        {
            found.Clear();
            foreach (int parent in parents[node])
            {
                found.Add(parent);
                found.UnionWith(ancestors[parent]);
                depths[node] = Math.Max(depths[node], depths[parent] + 1);
            }

            ancestors[node] = [.. found];
        }

        return new TransitiveClosure(names, children, ancestors, depths);
    }

    public bool IsAncestor(int node, int candidate) => Array.BinarySearch(Ancestors[node], candidate) >= 0;

    private static int Index(string name, Dictionary<string, int> indices, List<List<int>> parents)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(indices, name, out bool known);
        if (!known)
        {
            index = parents.Count;
            parents.Add([]);
        }

        return index;
    }

    private static int[][] ChildrenOf(List<List<int>> parents)
    {
        List<int>[] children = [.. parents.Select(_ => new List<int>())];
        for (int node = 0; node < parents.Count; node++)
        {
            foreach (int parent in parents[node])
            {
                children[parent].Add(node);
            }
        }

        return [.. children.Select(list => list.ToArray())];
    }

    private static int[] RootsFirst(string[] names, List<List<int>> parents, int[][] children)
    {
        int[] open = [.. parents.Select(list => list.Count)];
        List<int> order = new(names.Length);
        order.AddRange(Enumerable.Range(0, names.Length).Where(node => open[node] == 0));
        for (int i = 0; i < order.Count; i++)
        {
            foreach (int child in children[order[i]])
            {
                if (--open[child] == 0)
                {
                    order.Add(child);
                }
            }
        }

        if (order.Count < names.Length)
        {
            string member = names[Array.FindIndex(open, count => count > 0)];
            throw new TandemException(
                $"The hierarchy has a cycle: '{member}' is above itself or hangs on a node that is. Correct its parent.");
        }

        return [.. order];
    }
}
