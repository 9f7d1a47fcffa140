using System.Runtime.InteropServices;
using Tandem.Domain;

namespace Tandem.Features.Categories;

/// <summary>A directed acyclic "is a" graph and, for each node, all nodes above it.</summary>
internal sealed class TransitiveClosure
{
    private TransitiveClosure(string[] names, int[][] ancestors, int[][] parents, int[] depths)
    {
        Names = names;
        Ancestors = ancestors;
        Parents = parents;
        Depths = depths;
    }

    /// <summary>Node names, in order of first appearance.</summary>
    public string[] Names { get; }

    /// <summary>All ancestors of each node, the deepest first.</summary>
    public int[][] Ancestors { get; }

    /// <summary>Ancestors of each node that are above no other ancestor of it: the transitive reduction.</summary>
    public int[][] Parents { get; }

    /// <summary>Steps of the longest way up to a root; 0 at a root.</summary>
    public int[] Depths { get; }

    /// <exception cref="TandemException">The edges form a cycle.</exception>
    public static TransitiveClosure Of(IEnumerable<(string Child, string Parent)> edges)
    {
        Dictionary<string, int> indices = new(StringComparer.Ordinal);
        List<List<int>> parents = [];
        foreach ((string child, string parent) in edges)
        {
            int upper = Index(parent, indices, parents);
            int lower = Index(child, indices, parents);
            if (upper != lower && !parents[lower].Contains(upper))
            {
                parents[lower].Add(upper);
            }
        }

        string[] names = [.. indices.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        int[][] children = ChildrenOf(parents);
        int[] order = RootsFirst(names, parents, children);
        int[][] ancestors = new int[names.Length][];
        int[] depths = new int[names.Length];
        int[][] nearest = new int[names.Length][];
        HashSet<int> above = [];
        foreach (int node in order)
        {
            above.Clear();
            foreach (int parent in parents[node])
            {
                above.UnionWith(ancestors[parent]);
                depths[node] = Math.Max(depths[node], depths[parent] + 1);
            }

            nearest[node] = [.. parents[node].Where(parent => !above.Contains(parent)).Order()];
            above.UnionWith(parents[node]);
            ancestors[node] = [.. above.OrderByDescending(ancestor => depths[ancestor]).ThenBy(ancestor => ancestor)];
        }

        return new TransitiveClosure(names, ancestors, nearest, depths);
    }

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
            throw new TandemException(
                $"The hierarchy has a cycle: {string.Join(" < ", CycleOf(open, parents).Select(node => $"'{names[node]}'"))}. Correct one of these parents.");
        }

        return [.. order];
    }

    /// <summary>Child, parent, its parent and so on, until the first comes again. Each node that is left over has a parent that is.</summary>
    private static List<int> CycleOf(int[] open, List<List<int>> parents)
    {
        List<int> way = [];
        int node = Array.FindIndex(open, count => count > 0);
        while (!way.Contains(node))
        {
            way.Add(node);
            node = parents[node].First(parent => open[parent] > 0);
        }

        return [.. way.Skip(way.IndexOf(node)), node];
    }
}
