using Tandem.Domain;

namespace Tandem.Training.Evaluation;

/// <summary>
/// The convex start of a blend's fit: mean over users of the cross-entropy of what was taken against the softmax of the scores over
/// the candidates (Cao et al., Learning to rank: from pairwise approach to listwise approach, ICML 2007), for the list of all items and for
/// that of new ones.
/// </summary>
internal sealed class SoftmaxObjective(IReadOnlyList<BlendUser> users, double[] scales, double newItemsWeight, double ridge)
{
    /// <summary>Loss and gradient at weights that belong to the scaled features.</summary>
    public double At(double[] scaled, double[] gradient, CancellationToken cancellation)
    {
        float[] weights = [.. scaled.Select((w, f) => (float)(w / scales[f]))];
        int parts = Math.Min(16, users.Count);
        double[] losses = new double[parts];
        var gradients = new double[parts][];
        // A fixed number of parts, summed in order, so that the result does not depend on the number of processors.
        WorkThreads.For(
            parts,
            part =>
            {
                gradients[part] = new double[scaled.Length];
                for (int u = part; u < users.Count; u += parts)
                {
                    losses[part] += Add(users[u], weights, gradients[part]);
                }
            },
            cancellation);

        double loss = 0;
        Array.Clear(gradient);
        for (int part = 0; part < parts; part++)
        {
            loss += losses[part] / users.Count;
            for (int f = 0; f < gradient.Length; f++)
            {
                gradient[f] += gradients[part][f] / users.Count / scales[f];
            }
        }

        for (int f = 0; f < gradient.Length; f++)
        {
            loss += ridge * scaled[f] * scaled[f];
            gradient[f] += 2 * ridge * scaled[f];
        }

        return loss;
    }

    private double Add(BlendUser user, float[] weights, double[] gradient)
    {
        BlendScores.Fill(user, weights);
        float[] residual = new float[user.Count];
        double loss = Part(user, user.Count, 1, residual);
        loss += newItemsWeight > 0 ? Part(user, user.NewCount, newItemsWeight, residual) : 0;
        for (int f = 0; f < gradient.Length; f++)
        {
            if (user.Columns[f] is { } column)
            {
                double sum = 0;
                for (int i = 0; i < column.Length; i++)
                {
                    sum += residual[i] * column[i];
                }

                gradient[f] += sum;
            }
        }

        return loss;
    }

    /// <summary>Adds weight · (softmax − share of what was taken) to the residual; gives the cross-entropy.</summary>
    private static double Part(BlendUser user, int count, double weight, float[] residual)
    {
        int taken = user.Relevant.Count(candidate => candidate < count);
        if (taken == 0)
        {
            return 0;
        }

        float max = float.NegativeInfinity;
        for (int i = 0; i < count; i++)
        {
            max = MathF.Max(max, user.Scores[i]);
        }

        double total = 0;
        for (int i = 0; i < count; i++)
        {
            total += MathF.Exp(user.Scores[i] - max);
        }

        double logTotal = Math.Log(total) + max;
        for (int i = 0; i < count; i++)
        {
            residual[i] += (float)(weight * Math.Exp(user.Scores[i] - logTotal));
        }

        double loss = 0;
        foreach (int candidate in user.Relevant)
        {
            if (candidate < count)
            {
                loss += (logTotal - user.Scores[candidate]) / taken;
                residual[candidate] -= (float)(weight / taken);
            }
        }

        return weight * loss;
    }
}
