namespace Tandem.Cli.Benchmarks.Ingest;

/// <summary>The straight line that fits samples of memory best (least squares).</summary>
internal static class MemorySlope
{
    /// <returns>Bytes an hour; 0 for fewer than two moments.</returns>
    public static double PerHour(IReadOnlyList<(TimeSpan At, long Bytes)> samples)
    {
        if (samples.Count < 2)
        {
            return 0;
        }

        double meanAt = samples.Average(sample => sample.At.TotalHours);
        double meanBytes = samples.Average(sample => (double)sample.Bytes);
        double spread = samples.Sum(sample => Math.Pow(sample.At.TotalHours - meanAt, 2));
        return spread == 0 ? 0 : samples.Sum(sample => (sample.At.TotalHours - meanAt) * (sample.Bytes - meanBytes)) / spread;
    }
}
