namespace Tandem.Features.Popularity;

/// <summary>One point of the rank-frequency curve.</summary>
/// <param name="Rank">1 is the most popular product.</param>
/// <param name="Count">Its weighted count.</param>
/// <param name="Expected">The count that the fitted Zipf law gives this rank.</param>
public readonly record struct RankPoint(int Rank, double Count, double Expected)
{
    /// <summary>Points of a curve at most.</summary>
    public const int Most = 200;

    /// <summary>The curve of counts that are above 0 and sorted from the largest down.</summary>
    internal static RankPoint[] Curve(ReadOnlySpan<double> descending, ZipfFit law)
    {
        List<RankPoint> points = [];
        int last = 0;
        for (int i = 0; i < Most && last < descending.Length; i++)
        {
            int rank = (int)Math.Round(Math.Pow(descending.Length, i / (Most - 1.0)));
            if (rank > last)
            {
                points.Add(new RankPoint(rank, descending[rank - 1], Math.Exp(law.ExpectedLogCount(rank))));
                last = rank;
            }
        }

        return [.. points];
    }
}
