namespace Tandem.Ranking;

/// <summary>
/// Live pairs in the measure of a bundle's lists of what comes next: N(i, j) / (√(mass(i) · mass(j)) + shrinkage), where an item's mass is
/// its live one and, for what the bundle has seen, its decayed orders. What the bundle has learned from already is left out.
/// </summary>
internal readonly struct LiveSuccessions(Catalogue catalogue, long asOf)
{
    /// <summary>The default of the lists that bundles bring.</summary>
    private const double Shrinkage = 0.2;

    private const int HalfLifeDays = 60;

    /// <summary>Adds what follows an item, times a weight, to the scores by slot.</summary>
    public void Spread(int slot, float weight, Span<float> scores)
    {
        if (Of(slot) is not { } item)
        {
            return;
        }

        foreach (LiveSuccessor successor in item.Successors)
        {
            if (catalogue.TryGetSlot(successor.ItemId, out int to))
            {
                scores[to] += weight * Weigh(slot, item, to, successor);
            }
        }
    }

    /// <summary>The weight of one pair, 0 when there is none.</summary>
    public float Weight(int slot, int to)
    {
        if (Of(slot) is { } item)
        {
            string id = catalogue.IdOf(to);
            foreach (LiveSuccessor successor in item.Successors)
            {
                if (successor.ItemId == id)
                {
                    return Weigh(slot, item, to, successor);
                }
            }
        }

        return 0;
    }

    private LiveItem? Of(int slot) =>
        catalogue.State.Live.BySlot.TryGetValue(slot, out LiveItem? item) && item.At > catalogue.Model.AsOf ? item : null;

    private float Weigh(int slot, LiveItem item, int to, in LiveSuccessor successor)
    {
        double pairs = successor.Weight * item.Remaining(asOf, catalogue.State.Live.TimeConstant);
        return (float)(pairs / (Math.Sqrt(Mass(slot, item) * Mass(to, Of(to))) + Shrinkage));
    }

    private double Mass(int slot, LiveItem? live)
    {
        ItemStatistics statistics = catalogue.Model.Parts.Statistics;
        double known = slot < statistics.ItemCount ? statistics[ItemStatistics.Orders(HalfLifeDays)][slot] : 0;
        return known + (live is null ? 0 : live.Mass * live.Remaining(asOf, catalogue.State.Live.TimeConstant));
    }
}
