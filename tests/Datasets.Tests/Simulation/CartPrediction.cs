using Tandem.Domain;

namespace Tandem.Datasets.Tests.Simulation;

/// <summary>Three plain predictors of a user's last cart, to see that the simulated market can be learned.</summary>
internal static class CartPrediction
{
    /// <summary>
    /// Share of users whose last carted item, new to them, is among the first 50: by number of carts; by closeness of the
    /// image to the mean of the earlier items'; by looks shared with the earlier items' visitors.
    /// </summary>
    public static (double Popular, double Content, double Together) Hits(Interactions rows, float[]?[] images)
    {
        var carts = new double[rows.ItemCount];
        var visitors = new List<int>[rows.ItemCount];
        var tests = new List<(int User, int Item, HashSet<int> History)>();
        for (int user = 0; user < rows.UserCount; user++)
        {
            var history = new HashSet<int>();
            (int Item, HashSet<int> Before)? last = null;
            for (int row = rows.UserStart[user]; row < rows.UserStart[user + 1]; row++)
            {
                int item = rows.Item[row];
                if (rows.Action[row] == EventAction.ToCart && last is { } earlier)
                {
                    carts[earlier.Item]++;
                }

                // The look that led to the cart is not history.
                bool carted = row + 1 < rows.UserStart[user + 1] && Enumerable.Range(row, Math.Min(6, rows.UserStart[user + 1] - row))
                    .Any(next => rows.Item[next] == item && rows.Action[next] == EventAction.ToCart);
                if (carted && !history.Contains(item) && history.Count >= 5)
                {
                    last = (item, [.. history]);
                }

                history.Add(item);
            }

            if (last is { } test)
            {
                tests.Add((user, test.Item, test.Before));
            }
        }

        for (int item = 0; item < visitors.Length; item++)
        {
            visitors[item] = [];
        }

        Dictionary<int, HashSet<int>> byUser = tests.ToDictionary(test => test.User, test => test.History);
        foreach ((int user, HashSet<int> history) in byUser)
        {
            foreach (int item in history)
            {
                visitors[item].Add(user);
            }
        }

        int popular = 0;
        int content = 0;
        int together = 0;
        (int User, int Item, HashSet<int> History)[] sample = [.. tests.Take(300)];
        foreach ((int user, int target, HashSet<int> history) in sample)
        {
            var shared = new double[rows.ItemCount];
            foreach (int other in history.SelectMany(item => visitors[item].Where(visitor => visitor != user)))
            {
                foreach (int item in byUser[other])
                {
                    shared[item] += 1.0 / byUser[other].Count;
                }
            }

            var mean = new float[512];
            foreach (float[] image in history.Select(item => images[item]).OfType<float[]>())
            {
                for (int i = 0; i < mean.Length; i++)
                {
                    mean[i] += image[i];
                }
            }

            double[] close = [.. images.Select(image => image is null ? -1 : image.Zip(mean, (a, b) => (double)a * b).Sum())];
            popular += IsAmongFirst(carts, target, history) ? 1 : 0;
            content += IsAmongFirst(close, target, history) ? 1 : 0;
            together += IsAmongFirst(shared, target, history) ? 1 : 0;
        }

        return ((double)popular / sample.Length, (double)content / sample.Length, (double)together / sample.Length);
    }

    private static bool IsAmongFirst(double[] scores, int target, HashSet<int> without) =>
        Enumerable.Range(0, scores.Length).Count(item => item != target && !without.Contains(item) && scores[item] >= scores[target]) < 50;
}
