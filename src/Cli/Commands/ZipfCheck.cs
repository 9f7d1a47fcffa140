using System.Globalization;
using Tandem.Features;
using Tandem.Features.Popularity;

namespace Tandem.Cli.Commands;

/// <summary>The counts beside what the fitted Zipf law expects at a few ranks.</summary>
internal static class ZipfCheck
{
    private const int Rows = 7;

    public static IEnumerable<string> Lines(PopularityReport report)
    {
        if (report.RankCurve.Count == 0)
        {
            yield break;
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Zipf check: count ~ rank^-{report.ZipfExponent:F2} over ranks 1 to {report.WithEvents:N0}; at no rank do the cumulated shares differ by more than {report.ZipfDistance:P1}.");
        yield return $"  {"rank",10} {"counted",14} {"law",14} {"ratio",8}";
        foreach (RankPoint point in Spread(report.RankCurve))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"  {point.Rank,10:N0} {point.Count,14:N1} {point.Expected,14:N1} {point.Count / point.Expected,8:F2}");
        }
    }

    private static IEnumerable<RankPoint> Spread(IReadOnlyList<RankPoint> curve) =>
        Enumerable.Range(0, Rows).Select(i => curve[i * (curve.Count - 1) / (Rows - 1)]).Distinct();
}
