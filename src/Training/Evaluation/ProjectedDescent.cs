namespace Tandem.Training.Evaluation;

/// <summary>
/// Minimises a smooth convex function under lower bounds: accelerated projected gradient steps with backtracking and restarts (Beck and
/// Teboulle, A fast iterative shrinkage-thresholding algorithm, SIAM J. Imaging Sciences 2009). Deterministic.
/// </summary>
internal static class ProjectedDescent
{
    private const double Tolerance = 1e-7;

    /// <summary>Loss at a point, with the gradient written into the second argument.</summary>
    public delegate double Objective(double[] point, double[] gradient);

    /// <param name="isPositive">[dimensions] true where the value may not be below 0.</param>
    public static double[] Minimise(Objective objective, double[] start, bool[] isPositive, int maxSteps)
    {
        double[] point = Project(start, isPositive);
        double[] ahead = [.. point];
        double[] gradient = new double[point.Length];
        double[] unused = new double[point.Length];
        double best = objective(point, unused);
        double step = 1;
        double momentum = 1;
        int still = 0;
        for (int i = 0; i < maxSteps && still < 3; i++)
        {
            double here = objective(ahead, gradient);
            (double[] next, double value) = Backtrack(objective, ahead, gradient, here, ref step, isPositive, unused);
            if (value > best)
            {
                // Overshot: forget the momentum and go on from the best point.
                (momentum, ahead) = (1, [.. point]);
                still += momentum == 1 && i > 0 ? 1 : 0;
                continue;
            }

            double grown = (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            double push = (momentum - 1) / grown;
            ahead = [.. next.Select((x, d) => x + (push * (x - point[d])))];
            still = best - value < Tolerance * Math.Abs(best) ? still + 1 : 0;
            (point, best, momentum) = (next, value, grown);
            step *= 1.5;
        }

        return point;
    }

    private static (double[] Next, double Value) Backtrack(
        Objective objective, double[] from, double[] gradient, double here, ref double step, bool[] isPositive, double[] unused)
    {
        while (true)
        {
            double size = step;
            double[] next = Project([.. from.Select((x, d) => x - (size * gradient[d]))], isPositive);
            double value = objective(next, unused);
            double bound = here;
            for (int d = 0; d < next.Length; d++)
            {
                double moved = next[d] - from[d];
                bound += (gradient[d] * moved) + (moved * moved / (2 * size));
            }

            if (value <= bound + 1e-12 || step < 1e-9)
            {
                return (next, value);
            }

            step /= 2;
        }
    }

    private static double[] Project(double[] point, bool[] isPositive) =>
        [.. point.Select((x, d) => isPositive[d] ? Math.Max(0, x) : x)];
}
