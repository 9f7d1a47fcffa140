using Tandem.Domain;

namespace Tandem.Training.Evaluation;

/// <summary>
/// Raises the ranking metric itself from a good start, one weight at a time with shrinking steps (Metzler and Croft, Linear
/// feature-based models for information retrieval, 2007): mean over users of NDCG@100 of all items, and the weighted one of new
/// items. Deterministic.
/// </summary>
internal sealed class CoordinateAscent(IReadOnlyList<BlendUser> users, double[] scales, bool[] isPositive, double newItemsWeight)
{
    // In standard deviations of the feature.
    private static readonly double[] Steps = [0.5, 0.2, 0.08, 0.03];
    private const int MaxMoves = 4;
    private const double MinGain = 1e-5;
    private readonly bool[] _present = [.. scales.Select((_, f) => users.Any(user => user.Columns[f] is not null))];
    private readonly double[] _all = new double[users.Count];
    private readonly double[] _new = new double[users.Count];

    public double[] Climb(double[] start, IProgress<double>? progress, CancellationToken cancellation)
    {
        double[] weights = [.. start];
        Rescore(weights);
        double best = Value(-1, 0, cancellation);
        int tried = 0;
        foreach (double step in Steps)
        {
            for (int f = 0; f < weights.Length; f++)
            {
                best = _present[f] ? Move(weights, f, step, best, cancellation) : best;
                progress?.Report(++tried / (double)(Steps.Length * weights.Length));
            }

            // Small float errors of many moves do not add up over sweeps.
            Rescore(weights);
        }

        return weights;
    }

    /// <summary>Mean NDCG@100 of all items, and of new items over the users who took any.</summary>
    public (double All, double New) Measure(double[] weights, CancellationToken cancellation)
    {
        Rescore(weights);
        Value(-1, 0, cancellation);
        return (_all.Average(), NewMean());
    }

    private double Move(double[] weights, int feature, double step, double best, CancellationToken cancellation)
    {
        foreach (int sign in (int[])[1, -1])
        {
            double size = step;
            bool moved = false;
            for (int move = 0; move < MaxMoves; move++)
            {
                double change = sign * size / scales[feature];
                if (isPositive[feature])
                {
                    change = Math.Max(change, -weights[feature]);
                }

                double value = change == 0 ? 0 : Value(feature, (float)change, cancellation);
                if (value <= best + MinGain)
                {
                    break;
                }

                best = value;
                weights[feature] += change;
                foreach (BlendUser user in users)
                {
                    BlendScores.Move(user.Scores, user.Columns[feature], (float)change, user.Scores);
                }

                moved = true;
                size *= 1.5;
            }

            if (moved)
            {
                break;
            }
        }

        return best;
    }

    private void Rescore(double[] weights)
    {
        float[] narrow = [.. weights.Select(static w => (float)w)];
        WorkThreads.For(users.Count, u => BlendScores.Fill(users[u], narrow));
    }

    /// <summary>The objective with one weight changed.</summary>
    private double Value(int feature, float change, CancellationToken cancellation)
    {
        WorkThreads.For(users.Count, static () => Array.Empty<float>(), (u, buffer) =>
        {
            BlendUser user = users[u];
            if (feature >= 0 && user.Columns[feature] is null)
            {
                // Nothing moves for this user; the figures of the last move of another feature may be here, so count anew.
                Enter(u, user, user.Scores);
                return buffer;
            }

            if (buffer.Length < user.Count)
            {
                buffer = new float[user.Count];
            }

            Span<float> scores = buffer.AsSpan(0, user.Count);
            BlendScores.Move(user.Scores, feature < 0 ? default : user.Columns[feature], change, scores);
            Enter(u, user, scores);
            return buffer;
        }, static _ => { }, cancellation);
        return _all.Average() + (newItemsWeight * NewMean());
    }

    private void Enter(int u, BlendUser user, ReadOnlySpan<float> scores)
    {
        _all[u] = RankCount.Ndcg(scores, user.Count, user.Relevant, user.Truth);
        _new[u] = user.NewTruth == 0 ? double.NaN : RankCount.Ndcg(scores, user.NewCount, user.Relevant, user.NewTruth);
    }

    private double NewMean()
    {
        double[] counted = [.. _new.Where(static v => !double.IsNaN(v))];
        return counted.Length == 0 ? 0 : counted.Average();
    }
}
