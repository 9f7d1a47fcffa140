using Tandem.Domain;

namespace Tandem.Ranking;

/// <summary>
/// What live events say of an item: totals by action, decayed counts, and a bounded list of what was taken after it. Decayed figures are
/// as of <see cref="At"/>, in the time of the events, so a later clock changes nothing. Immutable.
/// </summary>
/// <param name="At">Time of the latest event, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Totals">[actions] events by action, never decayed.</param>
/// <param name="Mass">Σ strength² · e^(−age / time constant).</param>
/// <param name="Orders">[<see cref="ItemStatistics.HalfLives"/>] Σ 2^(−age / half-life) over orders.</param>
/// <param name="Interest">Σ strength · 2^(−age / 14 days) over events that are no orders.</param>
/// <param name="Successors">Heaviest first, equal ones by id.</param>
public sealed record LiveItem(string ItemId, long At, long[] Totals, double Mass, double[] Orders, double Interest, LiveSuccessor[] Successors)
{
    /// <summary>Half-life of <see cref="Interest"/> in days, that of the bundle's figure.</summary>
    public const double InterestHalfLife = 14;

    private const double MillisecondsPerDay = 86_400_000;

    /// <summary>An item that nothing has happened to.</summary>
    public static LiveItem None(string itemId) =>
        new(itemId, ItemRecord.Never, new long[EventActions.Count], 0, new double[ItemStatistics.HalfLives.Count], 0, []);

    /// <summary>Both together; which of the two came first does not matter but for rounding and for what falls out of the list.</summary>
    /// <param name="maxSuccessors">Successors kept.</param>
    public LiveItem Merge(LiveItem other, TimeSpan timeConstant, int maxSuccessors)
    {
        ArgumentNullException.ThrowIfNull(other);
        LiveItem mine = AsOf(Math.Max(At, other.At), timeConstant);
        LiveItem theirs = other.AsOf(mine.At, timeConstant);
        Dictionary<string, double> sums = new(mine.Successors.Length + theirs.Successors.Length, StringComparer.Ordinal);
        foreach (LiveSuccessor successor in mine.Successors.Concat(theirs.Successors))
        {
            sums[successor.ItemId] = sums.GetValueOrDefault(successor.ItemId) + successor.Weight;
        }

        return mine with
        {
            Totals = Sum(mine.Totals, theirs.Totals),
            Mass = mine.Mass + theirs.Mass,
            Orders = [.. mine.Orders.Zip(theirs.Orders, static (a, b) => a + b)],
            Interest = mine.Interest + theirs.Interest,
            Successors =
            [
                .. sums.OrderByDescending(static pair => pair.Value)
                    .ThenBy(static pair => pair.Key, StringComparer.Ordinal)
                    .Take(maxSuccessors)
                    .Select(static pair => new LiveSuccessor(pair.Key, pair.Value)),
            ],
        };
    }

    /// <summary>The decayed orders with one of the half-lives, as of a moment.</summary>
    internal double OrdersAt(int halfLife, long moment) => Orders[halfLife] * Halving(moment - At, ItemStatistics.HalfLives[halfLife]);

    internal double InterestAt(long moment) => Interest * Halving(moment - At, InterestHalfLife);

    /// <summary>2^(−age / half-life); an age below 0 counts as 0.</summary>
    internal static double Halving(long age, double halfLifeDays) => Math.Pow(2, -Math.Max(0, age) / MillisecondsPerDay / halfLifeDays);

    /// <summary>What a weight of this item still counts at a moment.</summary>
    internal double Remaining(long moment, TimeSpan timeConstant) => Math.Exp(-Math.Max(0, moment - At) / timeConstant.TotalMilliseconds);

    /// <summary>Totals that were stored before there were more actions are shorter.</summary>
    private static long[] Sum(long[] a, long[] b)
    {
        long[] sum = new long[Math.Max(a.Length, b.Length)];
        a.CopyTo(sum, 0);
        for (int action = 0; action < b.Length; action++)
        {
            sum[action] += b[action];
        }

        return sum;
    }

    private LiveItem AsOf(long moment, TimeSpan timeConstant)
    {
        if (moment == At || At == ItemRecord.Never)
        {
            return this with { At = moment };
        }

        double remaining = Remaining(moment, timeConstant);
        return this with
        {
            At = moment,
            Mass = Mass * remaining,
            Orders = [.. Orders.Select((_, i) => OrdersAt(i, moment))],
            Interest = InterestAt(moment),
            Successors = [.. Successors.Select(s => s with { Weight = s.Weight * remaining })],
        };
    }
}
