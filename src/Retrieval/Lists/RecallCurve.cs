using Tandem.Retrieval.Lists;

namespace Tandem.Retrieval;

/// <summary>The recall of an approximate search by its margin: measured once, read by every search.</summary>
public sealed record RecallCurve
{
    /// <summary>Without a filter. Ascending in margin and in recall.</summary>
    public required IReadOnlyList<RecallPoint> Points { get; init; }

    /// <summary>
    /// With filters, by falling share. Ends where reading the vectors that pass costs less than the lists; empty when the segment is so small
    /// that this is always so.
    /// </summary>
    public required IReadOnlyList<FilteredRecall> Filtered { get; init; }

    /// <summary>The recall that the segment was built for.</summary>
    public required double TargetRecall { get; init; }

    /// <summary>The recall at the target, measured on queries that the curve was not fitted to.</summary>
    public required double VerifiedRecall { get; init; }

    /// <summary>Queries that the curve was fitted to; as many again, or fewer, verified it.</summary>
    public required int Queries { get; init; }

    /// <summary>
    /// Vectors of the segment that the curve was measured on. Another number than the segment's own says that lists and curve were taken over
    /// from that one; 0 that it was not noted.
    /// </summary>
    public int Vectors { get; init; }

    /// <summary>How a search reaches a recall; null when only an exact one does.</summary>
    /// <param name="share">The share of all slots that pass the filter, above 0 to 1.</param>
    internal ListReading? ReadingFor(double recall, double share)
    {
        if (recall >= 1)
        {
            return null;
        }

        if (share >= 1)
        {
            return At(Points, recall);
        }

        (double above, IReadOnlyList<RecallPoint> points) = (1, Points);
        foreach (FilteredRecall below in Filtered)
        {
            if (share >= below.Share)
            {
                return Between(At(points, recall), At(below.Points, recall), Math.Log(share / above) / Math.Log(below.Share / above));
            }

            (above, points) = (below.Share, below.Points);
        }

        return null;
    }

    /// <exception cref="InvalidDataException">Points or shares are not in order.</exception>
    internal void Require()
    {
        RequirePoints(Points);
        double share = 1;
        foreach (FilteredRecall filtered in Filtered)
        {
            if (!(filtered.Share > 0 && filtered.Share < share))
            {
                throw new InvalidDataException($"A recall curve for a share of {filtered.Share} does not follow the one of {share}.");
            }

            share = filtered.Share;
            RequirePoints(filtered.Points);
        }
    }

    // On the line between the measured points; the smallest margin that reaches the recall.
    private static ListReading? At(IReadOnlyList<RecallPoint> points, double recall)
    {
        for (int i = 0; i < points.Count; i++)
        {
            if (points[i].Recall < recall)
            {
                continue;
            }

            RecallPoint above = points[i];
            RecallPoint below = points[Math.Max(0, i - 1)];
            double share = i == 0 ? 1 : (recall - below.Recall) / (above.Recall - below.Recall);
            return Between(new ListReading(below.Margin, below.RowsRead), new ListReading(above.Margin, above.RowsRead), share);
        }

        return null;
    }

    private static ListReading? Between(ListReading? from, ListReading? to, double share) =>
        from is { } a && to is { } b ? new ListReading((float)(a.Margin + share * (b.Margin - a.Margin)), a.Rows + share * (b.Rows - a.Rows)) : null;

    private static void RequirePoints(IReadOnlyList<RecallPoint> points)
    {
        for (int i = 0; i < points.Count; i++)
        {
            bool ascends = i == 0 || (points[i].Margin > points[i - 1].Margin && points[i].Recall > points[i - 1].Recall);
            if (!float.IsFinite(points[i].Margin) || !(points[i].Recall is >= 0 and <= 1) || !(points[i].RowsRead >= 0) || !ascends)
            {
                throw new InvalidDataException($"Point {i} of the recall curve, {points[i]}, does not follow the one before.");
            }
        }
    }
}
