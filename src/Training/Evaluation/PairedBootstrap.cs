namespace Tandem.Training.Evaluation;

/// <summary>
/// Percentile bootstrap of a mean difference over users (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13):
/// the same users are drawn for both rankings, with replacement.
/// </summary>
public static class PairedBootstrap
{
    /// <summary>Resamples drawn by default.</summary>
    public const int DefaultResamples = 2_000;

    private const double Tail = 0.025;

    /// <summary>Mean of a − b and the 2.5 % and 97.5 % quantiles of its resampled means; all 0 without users.</summary>
    /// <param name="a">[users] a metric of one ranking.</param>
    /// <param name="b">[users] the same metric of the other, for the same users.</param>
    /// <param name="seed">The same seed gives the same interval.</param>
    /// <param name="resamples">At least 1.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static (double Mean, double Low, double High) Difference(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, int seed, int resamples = DefaultResamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"A paired difference needs the same users: {a.Length} against {b.Length}.", nameof(b));
        }

        if (a.IsEmpty)
        {
            return (0, 0, 0);
        }

        double[] differences = new double[a.Length];
        double total = 0;
        for (int user = 0; user < a.Length; user++)
        {
            differences[user] = a[user] - b[user];
            total += differences[user];
        }

        var random = new Random(seed);
        double[] means = new double[resamples];
        for (int r = 0; r < resamples; r++)
        {
            double sum = 0;
            for (int draw = 0; draw < differences.Length; draw++)
            {
                sum += differences[random.Next(differences.Length)];
            }

            means[r] = sum / differences.Length;
        }

        Array.Sort(means);
        return (total / differences.Length, Quantile(means, Tail), Quantile(means, 1 - Tail));
    }

    private static double Quantile(double[] sorted, double share) =>
        sorted[(int)Math.Clamp(Math.Round(share * (sorted.Length - 1)), 0, sorted.Length - 1)];
}
