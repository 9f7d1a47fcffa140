namespace Tandem.Training.Evaluation;

/// <summary>One ranking's metrics of every user, for each list of what is to be found.</summary>
internal sealed class RankingTable(string name, IReadOnlyList<TestUser> users, ItemGroups items)
{
    private readonly MetricTable _head = new(users.Count);
    private readonly MetricTable _tail = new(users.Count);
    private readonly Exposure _exposure = new(users.Count, items);

    public string Name => name;

    /// <summary>Everything that the user took is to be found.</summary>
    public MetricTable All { get; } = new(users.Count);

    /// <summary>Only what the user had not ordered before, and the ranking has none of that.</summary>
    public MetricTable New { get; } = new(users.Count);

    /// <summary>Only cold items are to be found, among all.</summary>
    public MetricTable Cold { get; } = new(users.Count);

    /// <summary>Only items that are not cold are to be found, among all.</summary>
    public MetricTable Warm { get; } = new(users.Count);

    /// <summary>Enters a user's rankings.</summary>
    /// <param name="fresh">The ranking without what the user had ordered; null when there is nothing new to find.</param>
    public void Enter(int user, int[] ranking, int[]? fresh)
    {
        TestUser found = users[user];
        All.Enter(user, ranking, found.Truth);
        _exposure.Enter(user, ranking);
        if (fresh is not null)
        {
            New.Enter(user, fresh, found.NewTruth);
        }

        EnterPart(Cold, items.IsCold);
        EnterPart(Warm, item => !items.IsCold(item));
        EnterPart(_head, items.IsHead);
        EnterPart(_tail, item => !items.IsHead(item));

        void EnterPart(MetricTable table, Func<int, bool> belongs)
        {
            HashSet<int> part = [.. found.Truth.Where(belongs)];
            if (part.Count > 0)
            {
                table.Enter(user, ranking, part);
            }
        }
    }

    /// <summary>Means over users.</summary>
    public NamedResult Result() => new(
        Name,
        All.Means(static _ => true).Concat(_exposure.Metrics()).ToDictionary(),
        New.Means(user => users[user].NewTruth.Count > 0),
        All.Means(user => users[user].IsCold))
    {
        ColdItems = Cold.Means(user => users[user].Truth.Any(items.IsCold)),
        WarmItems = Warm.Means(user => !users[user].Truth.All(items.IsCold)),
        HeadItems = _head.Means(user => users[user].Truth.Any(items.IsHead)),
        TailItems = _tail.Means(user => !users[user].Truth.All(items.IsHead)),
    };
}
