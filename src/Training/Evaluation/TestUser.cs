using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Ranking;

namespace Tandem.Training.Evaluation;

/// <summary>One user of an evaluation: what may be known, and what is to be found.</summary>
internal sealed class TestUser
{
    private TestUser(Interactions events, int user, int end, DateTimeOffset now, HashSet<int> truth, bool hideKnown)
    {
        User = user;
        FirstRow = events.UserStart[user];
        EndRow = end;
        Now = now;
        History = HistoryReplay.OfRows(events, user, end);
        Owned = [.. Rows(events).Where(row => IsOrder(events, row)).Select(row => events.Item[row])];
        Hidden = hideKnown ? [.. Rows(events).Select(row => events.Item[row])] : [];
        Truth = truth;
        NewTruth = [.. truth.Where(item => !Owned.Contains(item))];
    }

    public int User { get; }

    /// <summary>The user's first row.</summary>
    public int FirstRow { get; }

    /// <summary>The row after the last known one.</summary>
    public int EndRow { get; }

    /// <summary>The moment of the request.</summary>
    public DateTimeOffset Now { get; }

    public UserHistory History { get; }

    /// <summary>Codes of the items ordered before.</summary>
    public HashSet<int> Owned { get; }

    /// <summary>Items that the protocol leaves out of every ranking.</summary>
    public HashSet<int> Hidden { get; }

    /// <summary>Codes of the items to find, never empty.</summary>
    public HashSet<int> Truth { get; }

    /// <summary>Those of them that were not ordered before.</summary>
    public HashSet<int> NewTruth { get; }

    public bool IsCold => EndRow == FirstRow;

    /// <summary>The users with an outcome after <paramref name="from"/> and up to <paramref name="to"/>, who are no anonymous baskets.</summary>
    /// <param name="hideKnown">The items of the rows before leave the rankings, and are not to be found.</param>
    public static List<TestUser> Between(Interactions events, DateTimeOffset from, DateTimeOffset to, bool hideKnown = false)
    {
        long first = from.ToUnixTimeMilliseconds();
        long last = to.ToUnixTimeMilliseconds();
        var users = new List<TestUser>();
        for (int user = 0; user < events.UserCount; user++)
        {
            if (events.Anonymous[user])
            {
                continue;
            }

            int row = events.UserStart[user];
            while (row < events.UserStart[user + 1] && events.OccurredAt[row] <= first)
            {
                row++;
            }

            int end = row;
            HashSet<int> truth = [];
            for (; row < events.UserStart[user + 1] && events.OccurredAt[row] <= last; row++)
            {
                if (events.Action[row] == events.Outcome)
                {
                    truth.Add(events.Item[row]);
                }
            }

            if (hideKnown)
            {
                truth.ExceptWith(events.Item.AsSpan()[events.UserStart[user]..end].ToArray());
            }

            if (truth.Count > 0)
            {
                users.Add(new TestUser(events, user, end, from, truth, hideKnown));
            }
        }

        return users;
    }

    /// <summary>
    /// Each user's last outcome that lies after <paramref name="after"/>, to be found from the rows before its row, ranked among the
    /// items that these rows do not have.
    /// </summary>
    public static List<TestUser> LastOutcomes(Interactions events, DateTimeOffset after)
    {
        long limit = after.ToUnixTimeMilliseconds();
        var users = new List<TestUser>();
        for (int user = 0; user < events.UserCount; user++)
        {
            int row = events.UserStart[user + 1] - 1;
            while (row >= events.UserStart[user] && events.Action[row] != events.Outcome)
            {
                row--;
            }

            bool usable = !events.Anonymous[user] && row >= events.UserStart[user] && events.OccurredAt[row] > limit;
            if (usable && !events.Item.AsSpan()[events.UserStart[user]..row].Contains(events.Item[row]))
            {
                DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(events.OccurredAt[row]);
                users.Add(new TestUser(events, user, row, now, [events.Item[row]], hideKnown: true));
            }
        }

        return users;
    }

    private static bool IsOrder(Interactions events, int row) =>
        events.Action[row] == EventAction.Order || events.Action[row] == events.Outcome;

    private IEnumerable<int> Rows(Interactions events) => Enumerable.Range(FirstRow, EndRow - FirstRow);
}
