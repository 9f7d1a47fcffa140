using Tandem.Datasets;
using Tandem.Ranking;

namespace Tandem.Training.Bundling;

/// <summary>
/// Counts what goes with what. Every pair counts strength · strength, and less by age with a half-life of
/// <see cref="HalfLifeDays"/>; what is popular anyway is held down by dividing by √(mass · mass) + shrinkage.
/// </summary>
public static class CovisitationBuilder
{
    /// <summary>Entries of one item's list, at most.</summary>
    public const int ListLength = 100;

    /// <summary>How fast a pair is forgotten.</summary>
    public const double HalfLifeDays = 40;

    /// <summary>Steps apart that still count as one after the other; step g counts 1/g.</summary>
    public const int MaxGap = 5;

    /// <summary>What a pair counts in the other direction.</summary>
    public const float Backward = 0.3f;

    private const float Shrinkage = 0.2f;

    /// <summary>
    /// Items taken on one day: C(i, j) = Σ over baskets with both of decay / size, and the list has C(i, j) / (√(C(i, i) · C(j, j)) + 0.2).
    /// </summary>
    public static SuccessorLists Together(Interactions events, DateTimeOffset cut, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        Baskets baskets = Baskets.ByDay(events);
        float[] weights = [.. Enumerable.Range(0, baskets.Count).Select(b => baskets.Anonymous[b] ? 0 : Decay(baskets, b, cut) / Size(baskets, b))];
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
            (item, other, sum) => sum / (MathF.Sqrt(mass[item] * mass[other]) + Shrinkage),
            cancellation);
    }

    /// <summary>
    /// Items taken in the steps after: N(i, j) = Σ over pairs of steps of decay / (gap · √(size · size)), forward, and
    /// <see cref="Backward"/> of it backward; the list has N(i, j) / (√(mass(i) · mass(j)) + 0.2). A step is what happened in one instant.
    /// </summary>
    public static SuccessorLists Next(Interactions events, DateTimeOffset cut, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        Baskets baskets = Baskets.ByInstant(events);
        float[] decay = [.. Enumerable.Range(0, baskets.Count).Select(b => Decay(baskets, b, cut))];
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
                    for (int gap = -MaxGap; gap <= MaxGap; gap++)
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
            (item, other, sum) => sum / (MathF.Sqrt(mass[item] * mass[other]) + Shrinkage),
            cancellation);
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

    private static float Decay(Baskets baskets, int basket, DateTimeOffset cut) =>
        (float)Math.Pow(2, -Math.Max(0, cut.ToUnixTimeMilliseconds() - baskets.Times[basket]) / 86_400_000.0 / HalfLifeDays);

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
