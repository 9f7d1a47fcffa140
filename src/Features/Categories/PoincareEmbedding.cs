using System.Globalization;

namespace Tandem.Features.Categories;

/// <summary>Points of the Poincaré ball for the nodes of a hierarchy. Immutable and thread-safe.</summary>
public sealed class PoincareEmbedding
{
    private readonly Dictionary<string, int> _indices;
    private readonly float[] _vectors;

    internal PoincareEmbedding(IReadOnlyList<string> nodes, float[] vectors, int dimension, PoincareQuality quality)
    {
        Nodes = nodes;
        Dimension = dimension;
        Quality = quality;
        _vectors = vectors;
        _indices = nodes.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
    }

    /// <summary>Node names; the row of a node is its index here.</summary>
    public IReadOnlyList<string> Nodes { get; }

    /// <summary>Dimensions of the ball.</summary>
    public int Dimension { get; }

    /// <summary>How well the hierarchy can be read back from the distances.</summary>
    public PoincareQuality Quality { get; }

    /// <summary>The point of a node, length <see cref="Dimension"/>, Euclidean norm below 1.</summary>
    public ReadOnlySpan<float> Vector(int node) => _vectors.AsSpan(node * Dimension, Dimension);

    /// <summary>Finds a node by its name.</summary>
    public bool TryGetIndex(string node, out int index) => _indices.TryGetValue(node, out index);

    /// <summary>Hyperbolic distance of two points of the ball, from 0 up: arcosh(1 + 2‖u − v‖² / ((1 − ‖u‖²)(1 − ‖v‖²))).</summary>
    public static double Distance(ReadOnlySpan<float> u, ReadOnlySpan<float> v)
    {
        double between = 0, uu = 0, vv = 0;
        for (int i = 0; i < u.Length; i++)
        {
            double difference = (double)u[i] - v[i];
            between += difference * difference;
            uu += (double)u[i] * u[i];
            vv += (double)v[i] * v[i];
        }

        return Math.Acosh(1 + (2 * between / ((1 - uu) * (1 - vv))));
    }

    /// <summary>Writes one line for each node: its name, then its coordinates, separated by tabs.</summary>
    public void WriteTsv(TextWriter destination)
    {
        for (int node = 0; node < Nodes.Count; node++)
        {
            destination.Write(Nodes[node]);
            foreach (float value in Vector(node))
            {
                destination.Write('\t');
                destination.Write(value.ToString("R", CultureInfo.InvariantCulture));
            }

            destination.Write('\n');
        }
    }
}
