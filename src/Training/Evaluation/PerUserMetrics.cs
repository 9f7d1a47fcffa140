namespace Tandem.Training.Evaluation;

/// <summary>Every user's metrics of every ranking: what paired tests need.</summary>
public sealed class PerUserMetrics
{
    private readonly IReadOnlyList<RankingTable> _tables;
    private readonly IReadOnlyList<TestUser> _users;
    private readonly IReadOnlyList<string> _userIds;

    internal PerUserMetrics(IReadOnlyList<RankingTable> tables, IReadOnlyList<TestUser> users, IReadOnlyList<string> userIds)
    {
        _tables = tables;
        _users = users;
        _userIds = userIds;
    }

    /// <summary>Names of the metrics, in the order of <see cref="PerUserRow.Values"/>.</summary>
    public static IReadOnlyList<string> MetricNames => MetricTable.Names;

    /// <summary>
    /// A row for each ranking, user and list (<c>all</c>, and <c>new</c> where the user has anything new to find), by ranking, then in the
    /// dataset's order of users.
    /// </summary>
    public IEnumerable<PerUserRow> Rows()
    {
        foreach (RankingTable table in _tables)
        {
            for (int user = 0; user < _users.Count; user++)
            {
                TestUser found = _users[user];
                string id = _userIds[found.User];
                yield return new PerUserRow(table.Name, id, "all", found.Truth.Count, table.All.Row(user));
                if (found.NewTruth.Count > 0)
                {
                    yield return new PerUserRow(table.Name, id, "new", found.NewTruth.Count, table.New.Row(user));
                }
            }
        }
    }
}
