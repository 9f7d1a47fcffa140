namespace Tandem.Training.Featurizing.Pictures;

/// <summary>The lengths that one block of the fused vector has over the sampled items.</summary>
/// <param name="Coverage">Share of the items of which the block says anything, 0 to 1.</param>
/// <param name="MeanNorm">Mean length over those items; 0 when there is none.</param>
/// <param name="BinWidth">Width of a bin of the histogram.</param>
/// <param name="Counts">Items of each bin, from length 0 up; items of which the block says nothing are left out.</param>
internal sealed record BlockPicture(string Name, int Length, double Coverage, double MeanNorm, double BinWidth, IReadOnlyList<int> Counts)
{
    private const int Bins = 24;

    /// <param name="fused">[items, dimension] row-major.</param>
    public static BlockPicture Of((string Name, int Offset, int Length) block, float[] fused, int dimension)
    {
        int items = fused.Length / dimension;
        double[] norms =
        [
            .. Enumerable.Range(0, items)
                .Select(item => Norm(fused.AsSpan((item * dimension) + block.Offset, block.Length)))
                .Where(static norm => norm > 0),
        ];
        double most = norms.Length == 0 ? 1 : norms.Max();

        // A block of unit vectors has one length but for rounding; the scale keeps it one bar.
        double width = Math.Max(1, Math.Ceiling(most * 10 - 1e-3) / 10) / Bins;
        int[] counts = new int[Bins];
        foreach (double norm in norms)
        {
            counts[Math.Min(Bins - 1, (int)((norm - 1e-4) / width))]++;
        }

        return new BlockPicture(
            block.Name, block.Length, items == 0 ? 0 : (double)norms.Length / items, norms.Length == 0 ? 0 : norms.Average(), width, counts);
    }

    private static double Norm(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum);
    }
}
