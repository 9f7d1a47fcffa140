using Tandem.Features.Numerics;

namespace Tandem.Features.Categories;

/// <summary>
/// Where points start: roots near the centre, each child a little further out, near its parent's direction. The paper starts
/// all points at random near the centre; a large tree takes far longer to untangle from there.
/// </summary>
internal static class StartingPoints
{
    /// <summary>No point starts further out.</summary>
    public const float LargestRadius = 1;

    private const float RootRadius = 0.05f;
    private const float LevelLength = 0.1f;

    /// <summary>Length of the random direction that is added to the parent's, which has length 1.</summary>
    private const float Spread = 0.7f;

    public static HyperbolicPoints Of(TransitiveClosure graph, int dimension, int seed)
    {
        HyperbolicPoints points = new(graph.Names.Length, dimension);
        Random random = new(seed);
        float[] direction = new float[dimension];
        foreach (int node in Enumerable.Range(0, points.Count).OrderBy(node => graph.Depths[node]))
        {
            for (int i = 0; i < dimension; i++)
            {
                double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
                direction[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
            }

            Kernels.Normalise(direction);
            int depth = graph.Depths[node];
            if (depth > 1)
            {
                for (int i = 0; i < dimension; i++)
                {
                    direction[i] *= Spread;
                }

                Kernels.AddScaled(direction, points.Direction(graph.Ancestors[node][0]), 1);
            }

            points.Place(node, direction, Math.Clamp(LevelLength * depth, RootRadius, LargestRadius));
        }

        return points;
    }
}
