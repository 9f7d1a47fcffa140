namespace Tandem.Features.Numerics;

/// <summary>
/// The largest eigenpairs of a Gram matrix by block power iteration with a Rayleigh-Ritz step in each round. Run to
/// convergence it is exact; stopped after a few rounds it is the randomised range finder with power iterations of
/// Halko, Martinsson and Tropp ("Finding structure with randomness", 2011, algorithm 4.4).
/// </summary>
internal static class SubspaceIteration
{
    /// <summary>Directions that explain less than this share of the first are noise and become zeros.</summary>
    private const double Negligible = 1e-7;

    /// <param name="gram">The matrix.</param>
    /// <param name="count">How many eigenpairs are wanted; fewer come back when the matrix is smaller.</param>
    /// <param name="seed">Seeds the starting block.</param>
    /// <param name="rounds">Upper bound on the rounds.</param>
    /// <param name="tolerance">Stops once the sum of the wanted eigenvalues changes by less than this, relatively.</param>
    /// <param name="parallel">Threads, and when to stop. The result is the same for any number of threads.</param>
    public static Eigenpairs Largest(
        IGram gram, int count, int seed, int rounds, double tolerance, ParallelOptions parallel)
    {
        int size = gram.Size;
        int kept = Math.Min(count, size);
        if (kept == 0)
        {
            return new Eigenpairs([], [], 0);
        }

        int width = Math.Min(size, (count + Math.Max(16, count / 5) + 15) / 16 * 16);
        float[] q = Gaussian(size * width, seed);
        float[] y = new float[size * width];
        Orthonormal.Columns(q, width, parallel);
        double previous = 0;
        for (int round = 1; ; round++)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            gram.Multiply(q, y, width, parallel);
            SymmetricEigen ritz = SymmetricEigen.Decompose(Orthonormal.InnerProducts(q, y, width, parallel), width);
            float[] rotation = Transposed(ritz.Vectors, width);
            double sum = ritz.Values.Take(kept).Sum();
            if (round >= rounds || Math.Abs(sum - previous) <= tolerance * sum)
            {
                Orthonormal.MultiplyRight(q, rotation, width, parallel);
                return Finish(q, ritz.Values, size, width, kept, round);
            }

            previous = sum;
            Orthonormal.MultiplyRight(y, rotation, width, parallel);
            Orthonormal.Columns(y, width, parallel);
            (q, y) = (y, q);
        }
    }

    private static Eigenpairs Finish(float[] q, double[] values, int size, int width, int kept, int rounds)
    {
        float[] vectors = new float[size * kept];
        double[] eigenvalues = new double[kept];
        for (int j = 0; j < kept; j++)
        {
            if (values[j] <= Negligible * values[0] || values[j] <= 0)
            {
                continue;
            }

            eigenvalues[j] = values[j];
            float extreme = 0;
            for (int i = 0; i < size; i++)
            {
                float value = q[(i * width) + j];
                extreme = Math.Abs(value) > Math.Abs(extreme) ? value : extreme;
            }

            float sign = extreme < 0 ? -1 : 1;
            for (int i = 0; i < size; i++)
            {
                vectors[(i * kept) + j] = sign * q[(i * width) + j];
            }
        }

        return new Eigenpairs(eigenvalues, vectors, rounds);
    }

    private static float[] Transposed(double[] matrix, int n)
    {
        float[] transposed = new float[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                transposed[(j * n) + i] = (float)matrix[(i * n) + j];
            }
        }

        return transposed;
    }

    private static float[] Gaussian(int length, int seed)
    {
        Random random = new(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble())); // Box-Muller
        }

        return values;
    }
}
