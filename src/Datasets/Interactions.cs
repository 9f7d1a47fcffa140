using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// A dataset's events as columns, in memory or mapped from files, with users, items, widgets and orders coded densely from 0.
/// Rows are grouped by user and, within a user, ascend by time; events of one instant keep their stored order.
/// About 30 bytes an event.
/// </summary>
public sealed class Interactions
{
    /// <summary>Dense user code to id, in order of first appearance.</summary>
    public required string[] UserIds { get; init; }

    /// <summary>Dense item code to id, in the dataset's item order (also items without an event).</summary>
    public required string[] ItemIds { get; init; }

    /// <summary>Widget code to name; code 0 is "none" with the empty name.</summary>
    public required string[] WidgetNames { get; init; }

    /// <summary>First row of each user, and the row count at the end: length users + 1.</summary>
    public required int[] UserStart { get; init; }

    /// <summary>[events] dense item code.</summary>
    public required EventColumn<int> Item { get; init; }

    /// <summary>[events]</summary>
    public required EventColumn<EventAction> Action { get; init; }

    /// <summary>[events] milliseconds since 1970-01-01 UTC.</summary>
    public required EventColumn<long> OccurredAt { get; init; }

    /// <summary>[events] widget code.</summary>
    public required EventColumn<byte> Widget { get; init; }

    /// <summary>[events] dense order code, -1 for none.</summary>
    public required EventColumn<int> Order { get; init; }

    /// <summary>[events] money, 0 when unknown.</summary>
    public required EventColumn<float> Value { get; init; }

    /// <summary>The dataset's outcome action.</summary>
    public required EventAction Outcome { get; init; }

    /// <summary>[users] true for anonymous baskets.</summary>
    public required bool[] Anonymous { get; init; }

    /// <summary>Where further columns are made.</summary>
    internal EventSpace Space { get; init; } = EventSpace.Memory;

    /// <summary>Events that were skipped because their item is not in the dataset's items.</summary>
    public long UnknownItemEvents { get; init; }

    public int Count => Item.Length;

    public int UserCount => UserIds.Length;

    public int ItemCount => ItemIds.Length;

    /// <summary>Loads the events with <c>OccurredAt &lt;= until</c> (all when null).</summary>
    /// <exception cref="TandemException">A file cannot be read, a row is not in the format, or there are more than 2,147,483,591 events.</exception>
    public static Interactions Load(
        DatasetReader dataset,
        DateTimeOffset? until = null,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default) =>
        Load(dataset, EventSpace.Memory, until, progress, cancellation);

    /// <summary>The same with the columns, also those of <see cref="Until"/>, in a given space, which must outlive them.</summary>
    /// <exception cref="TandemException">As above, or the disk is full.</exception>
    public static Interactions Load(
        DatasetReader dataset,
        EventSpace space,
        DateTimeOffset? until = null,
        IProgress<ProgressReport>? progress = null,
        CancellationToken cancellation = default) =>
        new InteractionsLoader(dataset, space, until, progress).Load(cancellation);

    /// <summary>
    /// The rows with <c>OccurredAt &lt;= until</c>. User and item codes stay the same; a user may be left without rows.
    /// </summary>
    public Interactions Until(DateTimeOffset until)
    {
        long limit = until.ToUnixTimeMilliseconds();
        var start = new int[UserCount + 1];
        for (int user = 0; user < UserCount; user++)
        {
            // Rows of a user ascend by time, so what stays is a prefix.
            int kept = UserStart[user];
            while (kept < UserStart[user + 1] && OccurredAt[kept] <= limit)
            {
                kept++;
            }

            start[user + 1] = start[user] + kept - UserStart[user];
        }

        return new Interactions
        {
            UserIds = UserIds,
            ItemIds = ItemIds,
            WidgetNames = WidgetNames,
            UserStart = start,
            Item = Prefixes(Item, start),
            Action = Prefixes(Action, start),
            OccurredAt = Prefixes(OccurredAt, start),
            Widget = Prefixes(Widget, start),
            Order = Prefixes(Order, start),
            Value = Prefixes(Value, start),
            Outcome = Outcome,
            Anonymous = Anonymous,
            UnknownItemEvents = UnknownItemEvents,
            Space = Space,
        };
    }

    /// <summary>By user, whether the id is that of an anonymous basket.</summary>
    internal static bool[] FindAnonymous(string[] userIds, string? prefix) =>
        Array.ConvertAll(userIds, user => prefix is not null && user.StartsWith(prefix, StringComparison.Ordinal));

    private EventColumn<T> Prefixes<T>(EventColumn<T> column, int[] start)
        where T : unmanaged
    {
        EventColumn<T> kept = Space.Create<T>(start[^1]);
        for (int user = 0; user < UserCount; user++)
        {
            column.AsSpan().Slice(UserStart[user], start[user + 1] - start[user]).CopyTo(kept.Writable[start[user]..]);
        }

        return kept;
    }
}
