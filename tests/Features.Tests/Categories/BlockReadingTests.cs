using FsCheck.Xunit;
using Tandem.Features.Categories;

namespace Tandem.Features.Tests.Categories;

public class BlockReadingTests
{
    private const int Dimension = 3;
    private const int Node = 0;

    [Property(MaxTest = 100)]
    public void CoshDistanceLessOne_AnyPoints_AgreesWithTheFormulaOfTheBall(int seed)
    {
        HyperbolicPoints points = Random(seed, count: 20, farthest: 6);
        PointBlock block = Block(points);
        float[] u = new float[Dimension], v = new float[Dimension];
        points.ToBall(Node, u);
        for (int other = 0; other < points.Count; other += System.Numerics.Vector<float>.Count)
        {
            points.ToBall(other, v);
            double expected = Math.Cosh(PoincareEmbedding.Distance(u, v)) - 1;
            Assert.Equal(expected, block.CoshDistanceLessOne(points, Node, other)[0], 1e-4 + (2e-3 * expected));
        }
    }

    [Property(MaxTest = 100)]
    public void AddGradients_AnyPoints_AgreesWithDifferences(int seed)
    {
        HyperbolicPoints points = Random(seed, count: 5, farthest: 3);
        float[] slopes = [0, 0.7f, -0.3f, 0.2f, -1.1f];
        PointBlock block = Block(points);
        BlockReading reading = new(Dimension);
        reading.Start(block);
        reading.Measure(block, points, Node);
        slopes.CopyTo(reading.Slopes, 0);
        float outward = 0;
        float[] sideways = new float[Dimension];
        reading.AddGradients(block, points, Node, ref outward, sideways);
        Check(points, slopes, Node, outward, sideways);
        float[] gradient = new float[Dimension + 1];
        for (int other = 1; other < points.Count; other++)
        {
            reading.CopyGradient(block, other, gradient);
            Check(points, slopes, other, gradient[0], gradient.AsSpan(1));
        }
    }

    /// <summary>Moves the point a little, outwards and along two tangents, and compares how Σ slope · d changes.</summary>
    private static void Check(HyperbolicPoints points, float[] slopes, int moved, float outward, ReadOnlySpan<float> sideways)
    {
        const float Small = 1e-2f;
        Assert.Equal(Difference(points, slopes, moved, Small, new float[Dimension]), outward, 0.02);
        ReadOnlySpan<float> direction = points.Direction(moved);
        for (int axis = 0; axis < Dimension; axis++)
        {
            float[] tangent = new float[Dimension];
            tangent[axis] = 1;
            float along = direction[axis];
            double expected = 0;
            for (int k = 0; k < Dimension; k++)
            {
                tangent[k] -= along * direction[k];
                expected += tangent[k] * sideways[k];
                tangent[k] *= Small;
            }

            Assert.Equal(Difference(points, slopes, moved, 0, tangent), expected, 0.02);
        }
    }

    private static double Difference(HyperbolicPoints points, float[] slopes, int moved, float outward, float[] tangent)
    {
        const double Small = 1e-2;
        double forward = Total(points, slopes, moved, outward, tangent);
        double backward = Total(points, slopes, moved, -outward, [.. tangent.Select(value => -value)]);
        return (forward - backward) / (2 * Small);
    }

    private static double Total(HyperbolicPoints points, float[] slopes, int moved, float outward, float[] tangent)
    {
        HyperbolicPoints copy = new(points.Count, Dimension);
        for (int i = 0; i < points.Count; i++)
        {
            copy.Place(i, points.Direction(i), points.Radius(i));
        }

        copy.Move(moved, outward, [.. tangent], 12);
        double total = 0;
        for (int i = 1; i < slopes.Length; i++)
        {
            total += slopes[i] * Distance(copy, Node, i);
        }

        return total;
    }

    private static double Distance(HyperbolicPoints points, int u, int v)
    {
        double squared = 0;
        for (int k = 0; k < Dimension; k++)
        {
            double difference = (double)points.Direction(u)[k] - points.Direction(v)[k];
            squared += difference * difference;
        }

        return Math.Acosh(Math.Cosh(points.Radius(u) - points.Radius(v)) + (Math.Sinh(points.Radius(u)) * Math.Sinh(points.Radius(v)) * squared / 2));
    }

    private static PointBlock Block(HyperbolicPoints points)
    {
        PointBlock block = new(Dimension);
        block.Load(points, [.. Enumerable.Range(0, points.Count)]);
        return block;
    }

    private static HyperbolicPoints Random(int seed, int count, double farthest)
    {
        Random random = new(seed);
        HyperbolicPoints points = new(count, Dimension);
        for (int i = 0; i < count; i++)
        {
            float[] direction = [.. Enumerable.Range(0, Dimension).Select(_ => (float)(random.NextDouble() - 0.5))];
            points.Place(i, direction, (float)(0.5 + (random.NextDouble() * (farthest - 0.5))));
        }

        return points;
    }
}
