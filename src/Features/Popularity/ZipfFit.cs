namespace Tandem.Features.Popularity;

/// <summary>
/// Zipf's law fitted to the rank-frequency curve: the discrete zeta distribution truncated to the n ranks there are,
/// P(rank r) = r^−s / H(n, s) for r = 1…n, with H(n, s) = Σ r^−s the generalised harmonic number. The exponent maximises
/// the likelihood L(s) = −s Σ fᵣ ln r − F ln H(n, s), F = Σ fᵣ, which is concave: its maximum is where the mean of ln r
/// under the law equals that of the counts (Clauset, Shalizi and Newman, "Power-law distributions in empirical data",
/// 2009, section 3 and appendix B, for a finite number of ranks).
/// </summary>
/// <remarks>
/// A rank is read off the same counts that are fitted, so the law is always a little too kind to the head; the exponent
/// describes the curve and is no test that a power law generated it.
/// </remarks>
/// <param name="Exponent">s, from 0 (all equally frequent) to 20.</param>
/// <param name="LogScale">ln(F / H(n, s)): the log count that the law expects at rank 1.</param>
/// <param name="Distance">
/// Kolmogorov-Smirnov distance max over r of |Σ_{i≤r} fᵢ/F − Σ_{i≤r} P(i)|: 0 the law itself, towards 1 nothing like it.
/// </param>
public readonly record struct ZipfFit(double Exponent, double LogScale, double Distance)
{
    private const double LargestExponent = 20;

    /// <summary>Fits counts that are above 0 and sorted from the largest down; no counts give zeros.</summary>
    public static ZipfFit Of(ReadOnlySpan<double> descending)
    {
        if (descending.IsEmpty)
        {
            return default;
        }

        double[] logRank = new double[descending.Length];
        double total = 0, weightedLog = 0;
        for (int i = 0; i < descending.Length; i++)
        {
            logRank[i] = Math.Log(i + 1);
            total += descending[i];
            weightedLog += descending[i] * logRank[i];
        }

        double exponent = Solve(logRank, weightedLog / total);
        double harmonic = Moments(logRank, exponent).Sum;
        double data = 0, law = 0, distance = 0;
        for (int i = 0; i < descending.Length; i++)
        {
            data += descending[i] / total;
            law += Math.Exp(-exponent * logRank[i]) / harmonic;
            distance = Math.Max(distance, Math.Abs(data - law));
        }

        return new ZipfFit(exponent, Math.Log(total / harmonic), distance);
    }

    /// <summary>ln of the count that the law expects at a rank, 1 being the most frequent.</summary>
    public double ExpectedLogCount(double rank) => LogScale - (Exponent * Math.Log(rank));

    /// <summary>Newton's method on mean(s) = target, kept inside a bracket that shrinks with every step.</summary>
    private static double Solve(double[] logRank, double target)
    {
        double low = 0, high = LargestExponent, s = 1;
        for (int step = 0; step < 60 && high - low > 1e-10; step++)
        {
            (_, double mean, double variance) = Moments(logRank, s);
            (low, high) = mean > target ? (s, high) : (low, s);
            double next = variance > 0 ? s + ((mean - target) / variance) : s;
            double previous = s;
            s = next > low && next < high ? next : 0.5 * (low + high);
            if (Math.Abs(s - previous) < 1e-10)
            {
                break;
            }
        }

        return s;
    }

    private static (double Sum, double Mean, double Variance) Moments(double[] logRank, double s)
    {
        double sum = 0, first = 0, second = 0;
        foreach (double log in logRank)
        {
            double weight = Math.Exp(-s * log);
            sum += weight;
            first += weight * log;
            second += weight * log * log;
        }

        double mean = first / sum;
        return (sum, mean, (second / sum) - (mean * mean));
    }
}
