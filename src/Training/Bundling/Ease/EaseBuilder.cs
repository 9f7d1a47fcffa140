using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Bundling.Ease;

/// <summary>
/// EASE, a linear model of which items belong to one person, in closed form (Steck, "Embarrassingly Shallow Autoencoders for Sparse Data",
/// 2019): with X [users, items] 1 where a user showed any interest in an item, P = (XᵀX + λI)⁻¹ and B(i, j) = −P(i, j) / P(j, j), the score
/// of j is Σ B(i, j) over a user's items i. Unlike counts of pairs, B(i, j) is what i says of j beyond what the user's other items say
/// already. Lists keep what speaks for an item.
/// </summary>
public static class EaseBuilder
{
    // A user beyond this is a wholesaler or a robot, and pairs grow with the square.
    private const int MaxItemsOfUser = 2_000;

    /// <param name="events">Up to the cut; anonymous users and items of one user do not take part.</param>
    /// <param name="options">The defaults when null.</param>
    public static SuccessorLists Build(Interactions events, EaseOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        EaseOptions how = (options ?? new EaseOptions()).Validate();
        int[][] users = [.. DistinctItems.ByUser(events, static action => ActionStrength.Of(action) > 0).Where(static user => user.Length <= MaxItemsOfUser)];
        int[] chosen = MostHeld(users, events.ItemCount, how.MaxItems);
        int[] placeOf = new int[events.ItemCount];
        Array.Fill(placeOf, -1);
        for (int place = 0; place < chosen.Length; place++)
        {
            placeOf[chosen[place]] = place;
        }

        if (chosen.Length < 2)
        {
            return SuccessorLists.Empty(events.ItemCount);
        }

        Matrix matrix = Gram(users, placeOf, chosen.Length);
        AddRidge(matrix, how.Ridge);
        SymmetricInverse.Invert(matrix, new ParallelProducts(TowerKernels.Best, new Workers(WorkThreads.Count)), cancellation);
        float[] diagonal = [.. chosen.Select((_, place) => matrix.Row(place)[place])];
        return PairLists.Build(
            events.ItemCount,
            how.ListLength,
            (item, row) =>
            {
                ReadOnlySpan<float> inverse = placeOf[item] < 0 ? [] : matrix.Row(placeOf[item]);
                for (int place = 0; place < inverse.Length; place++)
                {
                    if (inverse[place] < 0)
                    {
                        row.Add(chosen[place], -inverse[place] / diagonal[place]);
                    }
                }
            },
            static (_, _, weight) => weight,
            cancellation);
    }

    /// <summary>The items with the most users, at least two, in the order of their codes.</summary>
    private static int[] MostHeld(int[][] users, int items, int count)
    {
        int[] holders = new int[items];
        foreach (int item in users.SelectMany(static user => user))
        {
            holders[item]++;
        }

        return
        [
            .. Enumerable.Range(0, items).Where(item => holders[item] > 1).OrderByDescending(item => holders[item]).ThenBy(static item => item).Take(count).Order(),
        ];
    }

    /// <summary>XᵀX over the chosen items.</summary>
    private static Matrix Gram(int[][] users, int[] placeOf, int count)
    {
        var matrix = new Matrix(count, count);
        matrix.Clear();
        foreach (int[] user in users)
        {
            int[] own = [.. user.Select(item => placeOf[item]).Where(static place => place >= 0)];
            foreach (int left in own)
            {
                Span<float> row = matrix.Row(left);
                foreach (int right in own)
                {
                    row[right]++;
                }
            }
        }

        return matrix;
    }

    private static void AddRidge(Matrix matrix, double share)
    {
        double trace = 0;
        for (int place = 0; place < matrix.Rows; place++)
        {
            trace += matrix.Row(place)[place];
        }

        float ridge = (float)(share * trace / matrix.Rows);
        for (int place = 0; place < matrix.Rows; place++)
        {
            matrix.Row(place)[place] += ridge;
        }
    }
}
