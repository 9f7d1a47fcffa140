namespace Tandem.Training.Featurizing.Pictures;

/// <summary>
/// Points of many dimensions laid out on a plane so that near ones stay near: t-SNE (van der Maaten and Hinton, "Visualizing
/// data using t-SNE", 2008), exact, from the first two principal components, with the learning rate n / 12 (Belkina et al.
/// 2019). Distances between far groups, and the sizes of groups, mean nothing. One thread; the same points give the same plane.
/// </summary>
/// <remarks>Time and memory grow with the square of the points: 600 take about a second.</remarks>
internal static class NeighbourLayout
{
    private const double Perplexity = 30;
    private const int Iterations = 300;
    private const int ExaggeratedIterations = 100;
    private const double Exaggeration = 12;
    private const double LeastLearningRate = 50;
    private const double StartSpread = 1e-2;
    private const double LeastProbability = 1e-12;

    /// <param name="rows">[points, dimension] row-major.</param>
    /// <returns>[points, 2] row-major; the principal components where there are too few points for neighbours.</returns>
    public static double[] Of(ReadOnlySpan<float> rows, int dimension, CancellationToken cancellation)
    {
        double[] plane = PrincipalPlane.Of(rows, dimension);
        int n = plane.Length / 2;
        if (n < 4)
        {
            return plane;
        }

        double[] affinity = Affinities(SquaredDistances(rows, dimension), n, Math.Min(Perplexity, (n - 1) / 3.0));
        double spread = Math.Sqrt(plane.Sum(static value => value * value) / plane.Length);
        for (int i = 0; i < plane.Length; i++)
        {
            plane[i] *= spread > 0 ? StartSpread / spread : 0;
        }

        Descend(plane, affinity, n, cancellation);
        return plane;
    }

    private static void Descend(double[] plane, double[] affinity, int n, CancellationToken cancellation)
    {
        double rate = Math.Max(LeastLearningRate, n / Exaggeration);
        double[] velocity = new double[plane.Length];
        double[] gain = Enumerable.Repeat(1.0, plane.Length).ToArray();
        double[] kernel = new double[n * n];
        double[] gradient = new double[plane.Length];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            bool exaggerated = iteration < ExaggeratedIterations;
            Gradient(plane, affinity, kernel, gradient, n, exaggerated ? Exaggeration : 1);
            double momentum = exaggerated ? 0.5 : 0.8;
            for (int i = 0; i < plane.Length; i++)
            {
                // Jacobs' gains, as in the authors' own implementation.
                gain[i] = Math.Max(0.01, (gradient[i] > 0) != (velocity[i] > 0) ? gain[i] + 0.2 : gain[i] * 0.8);
                velocity[i] = (momentum * velocity[i]) - (rate * gain[i] * gradient[i]);
                plane[i] += velocity[i];
            }
        }
    }

    /// <summary>4 Σ (p − q) (yᵢ − yⱼ) / (1 + |yᵢ − yⱼ|²), with Student's kernel on the plane.</summary>
    private static void Gradient(double[] plane, double[] affinity, double[] kernel, double[] gradient, int n, double exaggeration)
    {
        double total = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double dx = plane[2 * i] - plane[2 * j];
                double dy = plane[(2 * i) + 1] - plane[(2 * j) + 1];
                double value = 1 / (1 + (dx * dx) + (dy * dy));
                kernel[(i * n) + j] = value;
                total += 2 * value;
            }
        }

        Array.Clear(gradient);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double value = kernel[(i * n) + j];
                double force = 4 * ((exaggeration * affinity[(i * n) + j]) - (value / total)) * value;
                double fx = force * (plane[2 * i] - plane[2 * j]);
                double fy = force * (plane[(2 * i) + 1] - plane[(2 * j) + 1]);
                gradient[2 * i] += fx;
                gradient[(2 * i) + 1] += fy;
                gradient[2 * j] -= fx;
                gradient[(2 * j) + 1] -= fy;
            }
        }
    }

    /// <summary>Symmetric probabilities that sum to 1; each point's Gaussian is as wide as the perplexity wants.</summary>
    private static double[] Affinities(double[] squared, int n, double perplexity)
    {
        double[] conditional = new double[n * n];
        double wanted = Math.Log(perplexity);
        for (int i = 0; i < n; i++)
        {
            Span<double> row = conditional.AsSpan(i * n, n);
            double low = 0;
            double high = double.PositiveInfinity;
            double precision = 1;
            for (int step = 0; step < 60; step++)
            {
                double entropy = Fill(squared.AsSpan(i * n, n), row, i, precision);
                if (Math.Abs(entropy - wanted) < 1e-5)
                {
                    break;
                }

                (low, high) = entropy > wanted ? (precision, high) : (low, precision);
                precision = double.IsInfinity(high) ? precision * 2 : (low + high) / 2;
            }
        }

        double[] joint = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                joint[(i * n) + j] = Math.Max(LeastProbability, (conditional[(i * n) + j] + conditional[(j * n) + i]) / (2.0 * n));
            }
        }

        return joint;
    }

    /// <summary>Fills one point's conditional probabilities and returns their entropy in nats.</summary>
    private static double Fill(ReadOnlySpan<double> squared, Span<double> row, int self, double precision)
    {
        double nearest = double.PositiveInfinity;
        for (int j = 0; j < row.Length; j++)
        {
            nearest = j == self ? nearest : Math.Min(nearest, squared[j]);
        }

        double sum = 0;
        double weighted = 0;
        for (int j = 0; j < row.Length; j++)
        {
            // The nearest distance is taken off everywhere, which changes nothing but keeps the sum above 0.
            row[j] = j == self ? 0 : Math.Exp(-precision * (squared[j] - nearest));
            sum += row[j];
            weighted += row[j] * (squared[j] - nearest);
        }

        for (int j = 0; j < row.Length; j++)
        {
            row[j] /= sum;
        }

        return Math.Log(sum) + (precision * weighted / sum);
    }

    private static double[] SquaredDistances(ReadOnlySpan<float> rows, int dimension)
    {
        int n = rows.Length / dimension;
        double[] squared = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double sum = 0;
                for (int d = 0; d < dimension; d++)
                {
                    double difference = rows[(i * dimension) + d] - rows[(j * dimension) + d];
                    sum += difference * difference;
                }

                squared[(i * n) + j] = squared[(j * n) + i] = sum;
            }
        }

        return squared;
    }
}
