namespace Tandem.Retrieval.Lists;

/// <summary>Finds the margin for each level of recall by real searches.</summary>
/// <param name="search">Makes them.</param>
/// <param name="kinds">Kinds of queries; the recall of a margin is that of the kind that has the lowest.</param>
/// <param name="nearness">How near a level has to be measured, as a share of what the level may miss.</param>
internal sealed class CurveFit(CalibrationSearch search, CalibrationQuery[][] kinds, double nearness)
{
    private const int Halvings = 9;
    private const float FirstMargin = 0.25f;
    private const float LargestMargin = 16;
    private const double Exactly = 1 - 1e-9;
    private readonly SortedDictionary<float, RecallPoint> _measured = [];

    /// <summary>Measures margins around a level until the gap to it is small.</summary>
    public void Approach(double level)
    {
        float low = -FirstMargin;
        while (Measure(low) >= level && low > -LargestMargin)
        {
            low *= 2;
        }

        float high = FirstMargin;
        while (Measure(high) < level && high < LargestMargin)
        {
            high *= 2;
        }

        foreach ((float margin, RecallPoint point) in _measured)
        {
            (low, high) = point.Recall < level ? (Math.Max(low, margin), high) : (low, Math.Min(high, margin));
        }

        for (int i = 0; i < Halvings && high > low; i++)
        {
            double lowRecall = Measure(low);
            double highRecall = Measure(high);
            if (highRecall - level < (1 - level) * nearness || highRecall - lowRecall < 1e-6)
            {
                return;
            }

            float middle = (low + high) / 2;
            (low, high) = Measure(middle) < level ? (middle, high) : (low, middle);
        }
    }

    /// <summary>What was measured, ascending in margin and in recall.</summary>
    public RecallPoint[] Ascending()
    {
        List<RecallPoint> points = [];
        foreach (RecallPoint point in _measured.Values)
        {
            if (points.Count == 0 || point.Recall > points[^1].Recall)
            {
                points.Add(point);
            }

            if (point.Recall >= Exactly)
            {
                break;
            }
        }

        return [.. points];
    }

    private double Measure(float margin)
    {
        if (!_measured.TryGetValue(margin, out RecallPoint? point))
        {
            (double Mean, double LowerLimit, double RowsRead)[] found = [.. kinds.Select(queries => search.Measure(queries, margin))];
            point = new RecallPoint(margin, found.Min(static kind => kind.LowerLimit), found.Average(static kind => kind.RowsRead));
            _measured.Add(margin, point);
        }

        return point.Recall;
    }
}
