using Tandem.Features.Format;

namespace Tandem.Features.Popularity;

/// <summary>How the products of one category are spread: ranks, and mean and deviation of ln(1 + w).</summary>
internal sealed record CategoryCounts(RankTable Ranks, double Mean, double Deviation)
{
    /// <summary>Sums from the smallest count up, so the order of the products does not matter.</summary>
    public static CategoryCounts Of(double[] counts)
    {
        Array.Sort(counts);
        double sum = 0, squares = 0;
        foreach (double count in counts)
        {
            double log = Math.Log(1 + count);
            sum += log;
            squares += log * log;
        }

        double mean = counts.Length == 0 ? 0 : sum / counts.Length;
        double variance = counts.Length == 0 ? 0 : Math.Max(0, (squares / counts.Length) - (mean * mean));
        return new CategoryCounts(RankTable.Of(counts), mean, Math.Sqrt(variance));
    }

    /// <summary>The standard score of a count; 0 where all are equal.</summary>
    public double ZScore(double count) => Deviation > 1e-9 ? (Math.Log(1 + count) - Mean) / Deviation : 0;

    public void Save(FitWriter writer)
    {
        Ranks.Save(writer);
        writer.Write(Mean);
        writer.Write(Deviation);
    }

    public static CategoryCounts Load(FitReader reader) => new(RankTable.Load(reader), reader.Double(), reader.Double());
}
