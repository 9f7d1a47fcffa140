using System.Runtime.InteropServices;

namespace Tandem.Features.Categories;

/// <summary>
/// What one part of a batch adds to the gradients. Parts read the same points at the same time and write only here, so any
/// number of threads gives the same sum.
/// </summary>
internal sealed class NodeGradients(TransitiveClosure graph, HyperbolicPoints points, PoincareObjective objective)
{
    private readonly BlockReading _strangers = new(points.Dimension);
    private readonly PointBlock _ancestors = new(points.Dimension);
    private readonly BlockReading _related = new(points.Dimension);
    private readonly List<int> _nodes = [];
    private readonly List<float> _gradients = [];
    private readonly float[] _gradient = new float[points.Dimension + 1];

    /// <summary>Loss of the part's nodes.</summary>
    public double Loss { get; private set; }

    /// <param name="nodes">The part's nodes; each has ancestors.</param>
    /// <param name="strangers">Points that all nodes of the batch are pushed away from.</param>
    /// <param name="places">Index of a node in <paramref name="strangers"/>, or −1.</param>
    public void Compute(ReadOnlySpan<int> nodes, PointBlock strangers, int[] places)
    {
        Loss = 0;
        _nodes.Clear();
        _gradients.Clear();
        _strangers.Start(strangers);
        foreach (int node in nodes)
        {
            AddNode(node, strangers, places);
        }
    }

    /// <summary>Adds what <see cref="Compute"/> found.</summary>
    public void AddTo(GradientSum sum, ReadOnlySpan<int> strangers, PointBlock block)
    {
        ReadOnlySpan<float> gradients = CollectionsMarshal.AsSpan(_gradients);
        for (int i = 0; i < _nodes.Count; i++)
        {
            sum.Add(_nodes[i], gradients.Slice(i * _gradient.Length, _gradient.Length));
        }

        for (int i = 0; i < strangers.Length; i++)
        {
            _strangers.CopyGradient(block, i, _gradient);
            sum.Add(strangers[i], _gradient);
        }
    }

    private void AddNode(int node, PointBlock strangers, int[] places)
    {
        int[] ancestors = graph.Ancestors[node];
        _ancestors.Load(points, ancestors);
        _related.Start(_ancestors);
        _related.Measure(_ancestors, points, node);
        _strangers.Measure(strangers, points, node);
        LeaveOut(node, places);
        foreach (int ancestor in ancestors)
        {
            LeaveOut(ancestor, places);
        }

        Span<float> slopes = _related.Slopes.AsSpan(0, ancestors.Length);
        Loss += AncestorChoice.Slopes(
            objective, _related.Closeness.AsSpan(0, ancestors.Length), _strangers.TotalCloseness(strangers), slopes, out float strangerSlope);
        _related.Slopes.AsSpan(ancestors.Length, _ancestors.Stride - ancestors.Length).Clear();
        for (int i = 0; i < strangers.Stride; i++)
        {
            _strangers.Slopes[i] = -strangerSlope * _strangers.Closeness[i];
        }

        Array.Clear(_gradient);
        _strangers.AddGradients(strangers, points, node, ref _gradient[0], _gradient.AsSpan(1));
        _related.AddGradients(_ancestors, points, node, ref _gradient[0], _gradient.AsSpan(1));
        Keep(node);
        for (int i = 0; i < ancestors.Length; i++)
        {
            _related.CopyGradient(_ancestors, i, _gradient);
            Keep(ancestors[i]);
        }
    }

    private void LeaveOut(int node, int[] places)
    {
        if (places[node] >= 0)
        {
            _strangers.Closeness[places[node]] = 0;
        }
    }

    private void Keep(int node)
    {
        _nodes.Add(node);
        _gradients.AddRange(_gradient);
    }
}
