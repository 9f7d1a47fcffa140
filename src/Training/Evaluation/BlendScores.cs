using System.Numerics;

namespace Tandem.Training.Evaluation;

/// <summary>Scores of a user's candidates.</summary>
internal static class BlendScores
{
    /// <summary>Sets the scores to Σ weight · feature.</summary>
    public static void Fill(BlendUser user, ReadOnlySpan<float> weights)
    {
        Array.Clear(user.Scores);
        for (int f = 0; f < weights.Length; f++)
        {
            if (weights[f] != 0)
            {
                Move(user.Scores, user.Columns[f], weights[f], user.Scores);
            }
        }
    }

    /// <summary>destination = scores + step · column; a null column is zeros.</summary>
    public static void Move(ReadOnlySpan<float> scores, ReadOnlySpan<float> column, float step, Span<float> destination)
    {
        if (column.IsEmpty)
        {
            scores.CopyTo(destination);
            return;
        }

        int i = 0;
        var steps = new Vector<float>(step);
        for (; i <= scores.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(scores[i..]) + (steps * new Vector<float>(column[i..]))).CopyTo(destination[i..]);
        }

        for (; i < scores.Length; i++)
        {
            destination[i] = scores[i] + (step * column[i]);
        }
    }
}
