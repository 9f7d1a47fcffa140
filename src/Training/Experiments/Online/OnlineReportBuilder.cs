using System.Globalization;
using Tandem.Towers;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Experiments.Online;

/// <summary>Averages what the arms' answers were worth.</summary>
/// <param name="times">[baskets] milliseconds since 1970-01-01 UTC, parallel to the arms' figures.</param>
internal sealed class OnlineReportBuilder(IReadOnlyList<long> times, int seed)
{
    private const int LastDays = 91;

    /// <param name="arms">The first is the one that is left alone, the last the one that is trained from scratch.</param>
    public OnlineExperimentReport Build(BundleManifest start, DateTimeOffset until, long examples, long steps, OnlineArm[] arms) => new(
        start.Dataset,
        start.Simulated,
        start.TrainedUntil,
        until,
        times.Count,
        examples,
        steps,
        [.. arms.Select(Result)],
        [
            .. arms[1..^1].SelectMany(arm => Differences(arm, arms[0], until.AddDays(-LastDays))),
            .. arms[..^1].SelectMany(arm => Differences(arm, arms[^1], start.TrainedUntil)),
        ]);

    private OnlineArmResult Result(OnlineArm arm) => new(
        arm.Name,
        arm.Cost.TotalSeconds,
        arm.Updates,
        [.. Groups(arm, static at => at.ToString("yyyy-MM", CultureInfo.InvariantCulture)).Select(static group => new OnlineMonth(group.Key, group.Count, group.Blend, group.Towers))],
        [.. Groups(arm, static at => DateOnly.FromDateTime(at.UtcDateTime)).Select(static group => new OnlineDay(group.Key, group.Count, group.Blend, group.Towers))]);

    private IEnumerable<(TKey Key, int Count, double Blend, double Towers)> Groups<TKey>(OnlineArm arm, Func<DateTimeOffset, TKey> key) =>
        Enumerable.Range(0, times.Count)
            .Where(basket => !double.IsNaN(arm.Blend[basket]))
            .GroupBy(basket => key(DateTimeOffset.FromUnixTimeMilliseconds(times[basket])))
            .Select(group => (group.Key, group.Count(), group.Average(basket => arm.Blend[basket]), group.Average(basket => arm.Towers[basket])));

    private IEnumerable<OnlineDifference> Differences(OnlineArm a, OnlineArm b, DateTimeOffset from)
    {
        int[] both =
        [
            .. Enumerable.Range(0, times.Count).Where(basket =>
                times[basket] >= from.ToUnixTimeMilliseconds() && !double.IsNaN(a.Blend[basket]) && !double.IsNaN(b.Blend[basket])),
        ];
        if (both.Length == 0)
        {
            yield break;
        }

        yield return Difference(a.Name, b.Name, "blend", [.. both.Select(basket => a.Blend[basket])], [.. both.Select(basket => b.Blend[basket])]);
        yield return Difference(a.Name, b.Name, "towers", [.. both.Select(basket => a.Towers[basket])], [.. both.Select(basket => b.Towers[basket])]);
    }

    private OnlineDifference Difference(string a, string b, string what, double[] ofA, double[] ofB)
    {
        (double mean, double low, double high) = PairedBootstrap.Difference(ofA, ofB, seed);
        return new OnlineDifference(a, b, what, ofA.Length, mean, low, high, mean / ofB.Average());
    }
}
