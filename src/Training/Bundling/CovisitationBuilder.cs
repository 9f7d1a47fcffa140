using Tandem.Datasets;
using Tandem.Ranking;

namespace Tandem.Training.Bundling;

/// <summary>
/// Counts what goes with what. Every pair counts strength · strength, and less by age; what is popular anyway is held down by
/// dividing by a power of its mass. The figures are in <see cref="CovisitationOptions"/>.
/// </summary>
public static class CovisitationBuilder
{
    /// <summary>Entries of one item's list, at most.</summary>
    public const int ListLength = 100;

    /// <summary>What a pair counts in the other direction.</summary>
    public const float Backward = 0.3f;

    // Of an item's successors, as many as lead further; the tail is noise and costs time.
    private const int Bridges = 30;

    /// <summary>
    /// Items taken on one day: C(i, j) = Σ over baskets with both of decay / size, and the list has
    /// C(i, j) / (√C(i, i) · C(j, j)^exponent + shrinkage).
    /// </summary>
    public static SuccessorLists Together(
        Interactions events, DateTimeOffset cut, CovisitationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        CovisitationOptions how = (options ?? CovisitationOptions.Default).Validate();
        Baskets baskets = Baskets.ByDay(events);
        float[] weights = [.. Enumerable.Range(0, baskets.Count).Select(b => baskets.Anonymous[b] ? 0 : Decay(baskets, b, cut, how) / Size(baskets, b))];
        float[] mass = Mass(baskets, weights);
        return PairLists.Build(
            baskets.ItemCount,
            ListLength,
            (item, row) =>
            {
                for (int h = baskets.HolderStart[item]; h < baskets.HolderStart[item + 1]; h++)
                {
                    int position = baskets.Holders[h];
                    int basket = baskets.BasketOf(position);
                    AddBasket(baskets, basket, weights[basket] * baskets.Strengths[position], row);
                }
            },
            Weigh(mass, how),
            cancellation);
    }

    /// <summary>
    /// Items taken in the steps after: N(i, j) = Σ over pairs of steps of decay / (gap · √(size · size)), forward, and
    /// <see cref="Backward"/> of it backward; the list has N(i, j) / (√mass(i) · mass(j)^exponent + shrinkage). A step is what happened in
    /// one instant.
    /// </summary>
    public static SuccessorLists Next(
        Interactions events, DateTimeOffset cut, CovisitationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        CovisitationOptions how = (options ?? CovisitationOptions.Default).Validate();
        Baskets baskets = Baskets.ByInstant(events);
        float[] decay = [.. Enumerable.Range(0, baskets.Count).Select(b => Decay(baskets, b, cut, how))];
        float[] size = [.. Enumerable.Range(0, baskets.Count).Select(b => Size(baskets, b))];
        float[] mass = Mass(baskets, [.. decay.Select((d, b) => d / size[b])]);
        return PairLists.Build(
            baskets.ItemCount,
            ListLength,
            (item, row) =>
            {
                for (int h = baskets.HolderStart[item]; h < baskets.HolderStart[item + 1]; h++)
                {
                    int position = baskets.Holders[h];
                    int here = baskets.BasketOf(position);
                    for (int gap = -how.MaxGap; gap <= how.MaxGap; gap++)
                    {
                        int there = here + gap;
                        if (gap != 0 && there >= 0 && there < baskets.Count && baskets.Users[there] == baskets.Users[here])
                        {
                            float direction = gap > 0 ? 1f / gap : Backward / -gap;
                            float weight = direction * decay[Math.Max(here, there)] / MathF.Sqrt(size[here] * size[there]);
                            AddBasket(baskets, there, weight * baskets.Strengths[position], row);
                        }
                    }
                }
            },
            Weigh(mass, how),
            cancellation);
    }

    /// <summary>
    /// What follows at one remove: F(i, k) = Σ over the best 30 successors j of i of next(i, j) · next(j, k) / Σ over the list of j. It reaches
    /// items with too few events to be anybody's direct successor.
    /// </summary>
    public static SuccessorLists Further(SuccessorLists next, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(next);
        float[] outflow = [.. Enumerable.Range(0, next.ItemCount).Select(item => Sum(next.WeightsOf(item)))];
        return PairLists.Build(
            next.ItemCount,
            ListLength,
            (item, row) =>
            {
                ReadOnlySpan<int> bridges = next.ItemsOf(item);
                for (int b = 0; b < Math.Min(Bridges, bridges.Length); b++)
                {
                    int bridge = bridges[b];
                    float share = next.WeightsOf(item)[b] / outflow[bridge];
                    for (int s = 0; outflow[bridge] > 0 && s < next.ItemsOf(bridge).Length; s++)
                    {
                        row.Add(next.ItemsOf(bridge)[s], share * next.WeightsOf(bridge)[s]);
                    }
                }
            },
            static (_, _, sum) => sum,
            cancellation);
    }

    private static float Sum(ReadOnlySpan<float> values)
    {
        float sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static Func<int, int, float, float> Weigh(float[] mass, CovisitationOptions options)
    {
        float exponent = (float)options.SuccessorExponent;
        float shrinkage = (float)options.Shrinkage;
        float[] power = [.. mass.Select(m => MathF.Pow(m, exponent))];
        return (item, other, sum) => sum / ((MathF.Sqrt(mass[item]) * power[other]) + shrinkage);
    }

    private static void AddBasket(Baskets baskets, int basket, float weight, PairLists.Row row)
    {
        if (weight <= 0)
        {
            return;
        }

        for (int p = baskets.Start[basket]; p < baskets.Start[basket + 1]; p++)
        {
            row.Add(baskets.Items[p], weight * baskets.Strengths[p]);
        }
    }

    private static float[] Mass(Baskets baskets, float[] weights)
    {
        float[] mass = new float[baskets.ItemCount];
        for (int b = 0; b < baskets.Count; b++)
        {
            for (int p = baskets.Start[b]; p < baskets.Start[b + 1]; p++)
            {
                mass[baskets.Items[p]] += weights[b] * baskets.Strengths[p] * baskets.Strengths[p];
            }
        }

        return mass;
    }

    private static float Decay(Baskets baskets, int basket, DateTimeOffset cut, CovisitationOptions options) => options.HalfLifeDays is { } halfLife
        ? (float)Math.Pow(2, -Math.Max(0, cut.ToUnixTimeMilliseconds() - baskets.Times[basket]) / 86_400_000.0 / halfLife)
        : 1;

    private static float Size(Baskets baskets, int basket)
    {
        float size = 0;
        for (int p = baskets.Start[basket]; p < baskets.Start[basket + 1]; p++)
        {
            size += baskets.Strengths[p];
        }

        return Math.Max(size, 1);
    }
}
