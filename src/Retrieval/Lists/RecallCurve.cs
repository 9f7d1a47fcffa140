namespace Tandem.Retrieval;

/// <summary>The recall of an approximate search by its margin: measured once, read by every search.</summary>
public sealed record RecallCurve
{
    /// <summary>Ascending in margin and in recall.</summary>
    public required IReadOnlyList<RecallPoint> Points { get; init; }

    /// <summary>The recall that the segment was built for.</summary>
    public required double TargetRecall { get; init; }

    /// <summary>The recall at the target, measured on queries that the curve was not fitted to.</summary>
    public required double VerifiedRecall { get; init; }

    /// <summary>Queries that the curve was fitted to; as many again, or fewer, verified it.</summary>
    public required int Queries { get; init; }

    /// <summary>The smallest margin that reaches a recall; null when only an exact search does.</summary>
    internal float? MarginFor(double recall)
    {
        if (recall >= 1)
        {
            return null;
        }

        for (int i = 0; i < Points.Count; i++)
        {
            if (Points[i].Recall < recall)
            {
                continue;
            }

            if (i == 0)
            {
                return Points[0].Margin;
            }

            (RecallPoint below, RecallPoint above) = (Points[i - 1], Points[i]);
            double share = (recall - below.Recall) / (above.Recall - below.Recall);
            return (float)(below.Margin + share * (above.Margin - below.Margin));
        }

        return null;
    }

    /// <exception cref="InvalidDataException">The points do not ascend.</exception>
    internal void Require()
    {
        for (int i = 0; i < Points.Count; i++)
        {
            bool ascends = i == 0 || (Points[i].Margin > Points[i - 1].Margin && Points[i].Recall > Points[i - 1].Recall);
            if (!float.IsFinite(Points[i].Margin) || !(Points[i].Recall is >= 0 and <= 1) || !ascends)
            {
                throw new InvalidDataException($"Point {i} of the recall curve, {Points[i]}, does not follow the one before.");
            }
        }
    }
}
