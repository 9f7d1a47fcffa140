namespace Tandem.Retrieval.Filters;

/// <summary>Categories as nodes with one parent each at most, circles taken together. For one thread.</summary>
internal sealed class CategoryForest
{
    private const int None = -1;
    private readonly List<string> _ids = [];
    private readonly Dictionary<string, int> _nodes = new(StringComparer.Ordinal);
    private readonly List<int> _parents = [];

    public CategoryForest(IEnumerable<(string Id, string? Parent)> categories)
    {
        foreach ((string id, string? parent) in categories)
        {
            int node = NodeOf(id);
            _parents[node] = parent is null ? None : NodeOf(parent);
        }
    }

    /// <summary>Tells every id its range in pre-order, roots and siblings in the order in which they first came.</summary>
    /// <returns>How many numbers were given.</returns>
    public int Number(Action<string, CategoryRange> tell)
    {
        int[] heads = FindHeads();
        List<int>[] children = [.. _ids.Select(static _ => new List<int>())];
        List<int> roots = [];
        for (int node = 0; node < _ids.Count; node++)
        {
            if (heads[node] == node)
            {
                int parent = IsCircle(node, heads) || _parents[node] == None ? None : heads[_parents[node]];
                (parent == None ? roots : children[parent]).Add(node);
            }
        }

        CategoryRange[] ranges = new CategoryRange[_ids.Count];
        int next = 0;
        Stack<(int Node, bool Done)> open = new(roots.AsEnumerable().Reverse().Select(static root => (root, false)));
        while (open.TryPop(out (int Node, bool Done) top))
        {
            if (top.Done)
            {
                ranges[top.Node] = ranges[top.Node] with { Last = next - 1 };
                continue;
            }

            ranges[top.Node] = new CategoryRange(next++, None);
            open.Push((top.Node, true));
            for (int i = children[top.Node].Count - 1; i >= 0; i--)
            {
                open.Push((children[top.Node][i], false));
            }
        }

        for (int node = 0; node < _ids.Count; node++)
        {
            tell(_ids[node], ranges[heads[node]]);
        }

        return next;
    }

    /// <summary>Of each node the one that stands for it: itself, or the first of the circle that it is in.</summary>
    private int[] FindHeads()
    {
        const int Unseen = 0, OnPath = 1, Left = 2;
        int[] heads = [.. Enumerable.Range(0, _ids.Count)];
        byte[] states = new byte[_ids.Count];
        List<int> path = [];
        for (int start = 0; start < _ids.Count; start++)
        {
            path.Clear();
            int node = start;
            while (node != None && states[node] == Unseen)
            {
                states[node] = OnPath;
                path.Add(node);
                node = _parents[node];
            }

            if (node != None && states[node] == OnPath)
            {
                int[] circle = [.. path[path.IndexOf(node)..]];
                foreach (int member in circle)
                {
                    heads[member] = circle.Min();
                }
            }

            path.ForEach(seen => states[seen] = Left);
        }

        return heads;
    }

    // Going up from a head of a circle leads back into it.
    private bool IsCircle(int head, int[] heads) => _parents[head] != None && heads[_parents[head]] == head;

    private int NodeOf(string id)
    {
        if (!_nodes.TryGetValue(id, out int node))
        {
            node = _ids.Count;
            _nodes.Add(id, node);
            _ids.Add(id);
            _parents.Add(None);
        }

        return node;
    }
}
