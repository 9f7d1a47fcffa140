using Tandem.Ranking;

namespace Tandem.Training.Evaluation;

/// <summary>
/// One user of a blend's fit: candidates with their features by column, those new to the user first, so that the list of new items
/// is a prefix of the list of all.
/// </summary>
internal sealed class BlendUser
{
    private BlendUser(bool isNewcomer, float[]?[] columns, int count, int newCount, int[] relevant, int truth, int newTruth)
    {
        IsNewcomer = isNewcomer;
        Columns = columns;
        Count = count;
        NewCount = newCount;
        Relevant = relevant;
        Truth = truth;
        NewTruth = newTruth;
        Scores = new float[count];
    }

    public bool IsNewcomer { get; }

    /// <summary>[features][candidates]; null where all are 0.</summary>
    public float[]?[] Columns { get; }

    /// <summary>Candidates.</summary>
    public int Count { get; }

    /// <summary>Candidates that the user has not ordered: 0 to <c>NewCount - 1</c>.</summary>
    public int NewCount { get; }

    /// <summary>Candidates that are to be found, ascending.</summary>
    public int[] Relevant { get; }

    /// <summary>How many items are to be found, candidates or not.</summary>
    public int Truth { get; }

    /// <summary>How many of those are new to the user.</summary>
    public int NewTruth { get; }

    /// <summary>[candidates] by the weights of the moment; owned by the fit.</summary>
    public float[] Scores { get; }

    public static BlendUser Gather(Catalogue catalogue, TestUser user, IReadOnlyDictionary<string, int> codes, IReadOnlyList<string> itemIds)
    {
        CandidateFeatures found = Recommender.Gather(catalogue, user.History, new RecommendationQuery { Count = MetricTable.Depth, Now = user.Now, Exclude = [.. user.Hidden.Select(item => itemIds[item])] });
        int[] items = [.. found.ItemIds.Select(id => codes[id])];
        int[] order = [.. Enumerable.Range(0, items.Length).OrderBy(i => user.Owned.Contains(items[i]))];
        int features = SourceFeatures.Names.Count;
        var columns = new float[]?[features];
        for (int f = 0; f < features; f++)
        {
            float[] column = [.. order.Select(i => found.Values[(i * features) + f])];
            columns[f] = column.AsSpan().ContainsAnyExcept(0f) ? column : null;
        }

        return new BlendUser(
            found.IsNewcomer,
            columns,
            order.Length,
            items.Count(item => !user.Owned.Contains(item)),
            [.. Enumerable.Range(0, order.Length).Where(place => user.Truth.Contains(items[order[place]]))],
            user.Truth.Count,
            user.NewTruth.Count);
    }
}
