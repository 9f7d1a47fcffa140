namespace Tandem.Training.Featurizing.Pictures;

/// <summary>The first two principal components of a few thousand points, by power iteration on the centred rows, without a seed.</summary>
internal static class PrincipalPlane
{
    private const int Rounds = 100;

    /// <param name="rows">[points, dimension] row-major.</param>
    /// <returns>[points, 2] row-major; a direction without variance gives zeros.</returns>
    public static double[] Of(ReadOnlySpan<float> rows, int dimension)
    {
        if (rows.IsEmpty)
        {
            return [];
        }

        int n = rows.Length / dimension;
        double[] centred = Centred(rows, n, dimension);
        double[] plane = new double[2 * n];
        for (int component = 0; component < 2; component++)
        {
            double[] direction = Strongest(centred, n, dimension);
            for (int i = 0; i < n; i++)
            {
                Span<double> row = centred.AsSpan(i * dimension, dimension);
                double score = Dot(row, direction);
                plane[(2 * i) + component] = score;
                for (int d = 0; d < dimension; d++)
                {
                    row[d] -= score * direction[d];
                }
            }
        }

        return plane;
    }

    private static double[] Centred(ReadOnlySpan<float> rows, int n, int dimension)
    {
        double[] centred = new double[rows.Length];
        for (int d = 0; d < dimension; d++)
        {
            double mean = 0;
            for (int i = 0; i < n; i++)
            {
                mean += rows[(i * dimension) + d] / (double)n;
            }

            for (int i = 0; i < n; i++)
            {
                centred[(i * dimension) + d] = rows[(i * dimension) + d] - mean;
            }
        }

        return centred;
    }

    /// <summary>Starts at the longest row, which is not orthogonal to what it has most of.</summary>
    private static double[] Strongest(double[] rows, int n, int dimension)
    {
        int longest = Enumerable.Range(0, n).MaxBy(i => Dot(rows.AsSpan(i * dimension, dimension), rows.AsSpan(i * dimension, dimension)));
        double[] direction = rows.AsSpan(longest * dimension, Math.Min(dimension, rows.Length)).ToArray();
        for (int round = 0; round < Rounds && Normalise(direction); round++)
        {
            double[] next = new double[dimension];
            for (int i = 0; i < n; i++)
            {
                ReadOnlySpan<double> row = rows.AsSpan(i * dimension, dimension);
                double score = Dot(row, direction);
                for (int d = 0; d < dimension; d++)
                {
                    next[d] += score * row[d];
                }
            }

            direction = next;
        }

        Normalise(direction);
        return direction;
    }

    private static bool Normalise(double[] vector)
    {
        double norm = Math.Sqrt(Dot(vector, vector));
        for (int d = 0; d < vector.Length; d++)
        {
            vector[d] = norm > 1e-12 ? vector[d] / norm : 0;
        }

        return norm > 1e-12;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int d = 0; d < a.Length; d++)
        {
            sum += a[d] * b[d];
        }

        return sum;
    }
}
